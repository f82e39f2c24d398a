// Only in builds with sanitizers: plugins that MPI unloads at the end stay, so
// that leaks in them have a name, which lsan.supp can give.

extern "C" int
dlclose(void *) noexcept
{
  return 0;
}
