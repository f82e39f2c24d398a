#include <vitriflow/time/integrator.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Full corrections of a step while nodes come into contact and leave it:
     * mostly the fastest way, but one that need not end. */
    constexpr unsigned int unsearched_corrections = 6;

    /**
     * A mesh that follows the material does so after this many corrections of
     * a step and stays there for further ones: what is left of the difference
     * from the extrapolated mesh is below the third that BDF2 amplifies, and
     * the rounding of the geometry, 1000 times that of a double in MatrixFree,
     * does not hide small forces.
     */
    constexpr unsigned int mesh_moves = 2;

    /** The stiffness of a contact is what is left of the penalty, 1e4 times as
     * large, when the glass gives way, and to smooth residuals the glass gives
     * way 1e4 times as much: as a quadratic functional of the solution its
     * error is up to this tolerance squared, times 1e8. */
    constexpr double stiffness_tolerance = 1e-6;
  } // namespace

  template <int dim>
  void Integrator<dim>::apply_contact(State &next, const Drive &drive)
  {
    typename Contact<dim>::Control control;
    control.depth = next.strain;
    if (drive.load_controlled)
      control.load = drive.load;
    contact_->apply(next.velocity,
                    control,
                    residual_,
                    flow_.contact_stiffness());
    next.strain = control.depth;
    contact_changed_ |= contact_->changed();
    flow_.contact_stiffness().set_afloat(drive.load_controlled);
  }

  /** Both the indenter and the glass move by velocities of the linear problem:
   * displacements over the weight of the step. */
  template <int dim>
  double Integrator<dim>::contact_stiffness(StepReport &report)
  {
    auto &stiffness = flow_.contact_stiffness();
    stiffness.set_afloat(false);
    if (contact_changed_)
      solver_.update(flow_.linearisation());
    Contact<dim>::unit_motion(stiffness, right_hand_side_);
    if (!(right_hand_side_.l2_norm() > 0.))
      return 0.;
    report.linear_iterations += solver_.solve(flow_.linearisation(),
                                              correction_,
                                              right_hand_side_,
                                              stiffness_tolerance);
    // what is left of the linear problem makes an error of second order only
    Vector image(correction_);
    flow_.linearisation().vmult(image, correction_);
    image -= right_hand_side_;
    const double rest = discretization_.n_images() * (image * correction_);
    return (contact_->load_rate(stiffness, correction_) + rest) /
           flow_.weight();
  }

  /** Adds the correction, and where nodes came into contact or left it, only
   * as much of it as lowers the energy. */
  template <int dim>
  void Integrator<dim>::add_correction_in_contact(
    State &next, const Drive &drive, const unsigned int n_corrections)
  {
    const auto glass_power = [&]() {
      right_hand_side_.copy_locally_owned_data_from(residual_);
      return right_hand_side_ * correction_ - contact_->power(correction_);
    };
    typename Contact<dim>::Control control;
    control.depth = next.strain;
    if (drive.load_controlled)
      control.load = drive.load;
    const double descent =
      drive.load_controlled
        ? -flow_.weight() * flow_.contact_stiffness().motion(correction_)
        : 0.;
    const Vector velocity          = next.velocity;
    std::array<double, 2> of_glass = {{glass_power(), 0.}};
    add_correction(next.velocity, 1.);
    next.strain += descent;
    if (n_corrections <= mesh_moves)
      flow_.move_with(next);
    evaluate(next, drive);
    if (!contact_changed_ || n_corrections <= unsearched_corrections)
      return;
    of_glass[1]        = glass_power();
    const double share = contact_->balanced_share(
      velocity, correction_, descent, of_glass, control);
    if (share == 1.)
      return;
    next.velocity = velocity;
    add_correction(next.velocity, share);
    next.strain = control.depth + share * descent;
    evaluate(next, drive);
  }

  template void Integrator<2>::apply_contact(State &, const Drive &);
  template void Integrator<3>::apply_contact(State &, const Drive &);
  template double Integrator<2>::contact_stiffness(StepReport &);
  template double Integrator<3>::contact_stiffness(StepReport &);
  template void Integrator<2>::add_correction_in_contact(State &,
                                                         const Drive &,
                                                         const unsigned int);
  template void Integrator<3>::add_correction_in_contact(State &,
                                                         const Drive &,
                                                         const unsigned int);
} // namespace vitriflow
