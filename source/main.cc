#include <deal.II/base/mpi.h>

#include <vitriflow/simulation/application.h>

int
main(int argc, char **argv)
{
  // one thread per rank: parallelism is by MPI
  dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1);
  return vitriflow::run_application(argc, argv, MPI_COMM_WORLD);
}
