// Question: where the mesh follows the material, do stress and density move
// along with a rigid motion, and is a volume change the density's?

#include <deal.II/dofs/dof_tools.h>

#include <vitriflow/operators/flow_operator.h>

#include "verification/cases.h"

#include <cmath>

namespace vitriflow
{
  namespace
  {
    using namespace dealii;

    /** Units of time of a motion in the relaxation time, so short that nothing
     * relaxes. */
    constexpr double instant = 1e-13;

    /** A block with cells of two sizes that moves as it is told. */
    class Motion
    {
    public:
      using Velocity = std::function<Tensor<1, 2>(const Point<2> &, double)>;

      /** @p velocity as a function of the place at the start, and time. */
      Motion(const Velocity &velocity, const Stress<double> &stress)
        : parameters_(
            case_parameters({"Mesh/Geometry=indentation",
                             "Mesh/Cells=4",
                             "Mesh/Size=1",
                             "Mesh/Indentation/Refinement levels=1",
                             "Mesh/Indentation/Refined radius=0.2",
                             "Material/Gradient length=0",
                             "Material/Relaxation time density exponent=0",
                             "Material/Shear modulus density exponent=0",
                             "Loading/Program=depth 1e-3 duration 1"}))
        , run_(parameters_)
        , material_(run_.make_material(parameters_))
        , discretization_(run_.mesh, MPI_COMM_WORLD)
        , flow_(discretization_, material_)
        , velocity_(velocity)
      {
        flow_.set_moving_mesh(discretization_);
        const auto &dofs = discretization_.dof_handler(free_velocity_space);
        DoFTools::map_dofs_to_support_points(discretization_.mapping(),
                                             dofs,
                                             points_);
        ComponentMask first(2, false);
        first.set(0, true);
        along_x_ = DoFTools::extract_dofs(dofs, first);
        for (State *s : {&previous_, &current_, &next_})
          s->initialize(discretization_, 1);
        const unsigned int n_components = n_stress_components<2>;
        const auto components           = to_components<n_components>(stress);
        const auto &stresses = discretization_.dof_handler(stress_space);
        for (const auto i : stresses.locally_owned_dofs())
          for (unsigned int c = 0; c < n_components; ++c)
            {
              ComponentMask mask(n_components, false);
              mask.set(c, true);
              if (!stress_components_[c].size())
                stress_components_[c] = DoFTools::extract_dofs(stresses, mask);
              if (stress_components_[c].is_element(i))
                current_.stress[0](i) = components[c];
            }
        current_.density = 1.;
        set_velocity(current_);
        flow_.set_masses(current_);
        mass_ = current_.density * flow_.density_operator().lumped_mass();
      }

      void advance(const double duration, const unsigned int n_steps)
      {
        const double dt = instant * duration / n_steps;
        for (unsigned int i = 0; i < n_steps; ++i)
          {
            next_.time = current_.time + dt;
            flow_.prepare(current_,
                          previous_,
                          i == 0 ? Bdf::backward_euler(dt)
                                 : Bdf::second_order(dt, dt),
                          next_);
            set_velocity(next_);
            flow_.complete_stress(next_);
            flow_.move_with(next_);
            std::swap(previous_, current_);
            std::swap(current_, next_);
          }
      }

      /** Largest deviation of any stress component from a uniform stress. */
      double deviation(const Stress<double> &expected) const
      {
        const auto components = to_components<n_stress_components<2>>(expected);
        double largest        = 0.;
        for (unsigned int c = 0; c < n_stress_components<2>; ++c)
          for (const auto i : stress_components_[c])
            largest = std::max(largest,
                               std::abs(current_.stress[0](i) - components[c]));
        return largest;
      }

      double mass_error() const
      {
        return current_.density * flow_.density_operator().lumped_mass() /
                 mass_ -
               1.;
      }

      const State &state() const
      {
        return current_;
      }

      const Vector &volumes() const
      {
        return flow_.density_operator().lumped_mass();
      }

    private:
      void set_velocity(State &state) const
      {
        for (const auto &[i, point] : points_)
          state.velocity(i) =
            velocity_(point,
                      state.time / instant)[along_x_.is_element(i) ? 0 : 1] /
            instant;
      }

      Parameters parameters_;
      ReducedRun run_;
      Material material_;
      Discretization<2> discretization_;
      FlowOperator<2> flow_;
      Velocity velocity_;
      std::map<types::global_dof_index, Point<2>> points_;
      IndexSet along_x_;
      std::array<IndexSet, n_stress_components<2>> stress_components_;
      State previous_, current_, next_;
      double mass_ = 0.;
    };

    Tensor<2, 3> rotation(const double angle)
    {
      Tensor<2, 3> q;
      q[0][0] = q[1][1] = std::cos(angle);
      q[1][0]           = std::sin(angle);
      q[0][1]           = -q[1][0];
      q[2][2]           = 1.;
      return q;
    }

    Stress<double> uniaxial()
    {
      Stress<double> s;
      s[0][0] = 0.3;
      s[1][1] = -0.1;
      s[0][1] = 0.05;
      s[2][2] = 0.02;
      return s;
    }

    /** Stress is objective: of second order in the step. */
    TEST(MovingMesh, RigidRotationTurnsTheStress)
    {
      const double angle = 0.5;
      const auto spin    = [](const Point<2> &x, const double t) {
        const double c = std::cos(t), s = std::sin(t);
        return Tensor<1, 2>({-s * x[0] - c * x[1], c * x[0] - s * x[1]});
      };
      const Tensor<2, 3> q = rotation(angle);
      const Stress<double> turned =
        symmetrize(q * Tensor<2, 3>(uniaxial()) * transpose(q));
      std::array<double, 2> errors;
      for (unsigned int i = 0; i < 2; ++i)
        {
          Motion motion(spin, uniaxial());
          motion.advance(angle, 16u << i);
          errors[i] = motion.deviation(turned);
          // sums of a thousand masses
          EXPECT_NEAR(motion.mass_error(), 0., 1e-13);
        }
      // BDF2: dt^2 angle times the third derivative of the stress, below
      // 2^3 |stress| for a rotation with unit rate
      const double dt = angle / 32;
      EXPECT_LT(errors[1], dt * dt * angle * 8. * uniaxial().norm());
      EXPECT_NEAR(errors[0] / errors[1], 4., 0.5);
    }

    TEST(MovingMesh, TranslationChangesNothing)
    {
      const auto drift = [](const Point<2> &, const double) {
        return Tensor<1, 2>({0.7, -0.4});
      };
      Motion motion(drift, uniaxial());
      motion.advance(10., 5);
      // gradients of a velocity of 1 on cells of 1/8, in round-off
      EXPECT_LT(motion.deviation(uniaxial()), 1e-12);
      EXPECT_NEAR(motion.mass_error(), 0., 1e-13);
    }

    /** Uniform dilation to twice the area, as a linear function of time, which
     * the backward differences integrate exactly. */
    TEST(MovingMesh, DilationLowersTheDensity)
    {
      const double rate  = std::sqrt(2.) - 1.;
      const auto growing = [&](const Point<2> &x, const double) {
        return rate * Tensor<1, 2>(x);
      };
      Motion motion(growing, Stress<double>());
      motion.advance(1., 4);
      for (unsigned int i = 0; i < motion.volumes().size(); ++i)
        if (motion.volumes()(i) > 0.)
          EXPECT_NEAR(motion.state().density(i), 0.5, 1e-12);
      EXPECT_NEAR(motion.mass_error(), 0., 1e-13);
    }
  } // namespace
} // namespace vitriflow
