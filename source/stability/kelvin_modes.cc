#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/kelvin_modes.h>
#include <vitriflow/stability/ode_tolerance.h>

#include <boost/numeric/odeint.hpp>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace vitriflow
{
  namespace odeint = boost::numeric::odeint;

  namespace
  {
    /** Strain of the first step, which error control then adjusts. */
    constexpr double first_strain_step = 1e-4;

    /** All unknowns: those of the flow, then those of each mode. */
    using Unknowns = std::vector<double>;

    /** Right-hand side of the flow and of all modes. */
    struct Rates
    {
      const FlowLaw &law;
      const WaveEquations &equations;
      double shear_rate;
      std::vector<WaveVector> initial_vectors;
      FlowJacobian jacobian;

      WaveVector wave_vector(const unsigned int mode, const double t) const
      {
        WaveVector k = initial_vectors[mode];
        k[1] -= shear_rate * t * k[0];
        return k;
      }

      unsigned int offset(const unsigned int mode) const
      {
        return law.n_variables() + mode * equations.size();
      }

      void operator()(const Unknowns &y, Unknowns &dy, const double t)
      {
        law.linearise(
          simple_shear(shear_rate), 1., y.data(), dy.data(), jacobian);
        for (unsigned int i = 0; i < initial_vectors.size(); ++i)
          equations.rate(jacobian,
                         shear_rate,
                         wave_vector(i, t),
                         y.data() + offset(i),
                         dy.data() + offset(i));
      }
    };
    using Method = odeint::runge_kutta_dopri5<Unknowns>;

    /**
     * Error of a step over the tolerance. That of an unknown is compared with
     * the largest of its mode (or of the flow): once a wave has grown and
     * decayed again, some of its unknowns are but rounding of the others.
     */
    struct ErrorOfModes
    {
      unsigned int n_flow;
      unsigned int n_mode;

      template <typename Algebra, typename Derivatives>
      double error(Algebra &,
                   const Unknowns &y,
                   const Derivatives &,
                   const Unknowns &error,
                   const double) const
      {
        double worst = 0.;
        for (std::size_t first = 0, n = n_flow; first < y.size();
             first += n, n            = n_mode)
          {
                       double size = 1., largest = 0.;
                       for (std::size_t i = first; i < first + n; ++i)
              {
                           size    = std::max(size, std::abs(y[i]));
                           largest = std::max(largest, std::abs(error[i]));
              }
            worst = std::max(worst, largest / (ode_tolerance * size));
          }
        return worst;
      }
    };

    using StepAdjuster = odeint::default_step_adjuster<double, double>;
    using Controlled =
      odeint::controlled_runge_kutta<Method, ErrorOfModes, StepAdjuster>;
  } // namespace

  struct KelvinModes::Integrator
  {
    using Stepper = odeint::dense_output_runge_kutta<Controlled>;

    Rates rates;
    Stepper stepper;
    Unknowns now;
    double time = 0.;
  };

  KelvinModes::KelvinModes(const FlowLaw &law,
                           const WaveEquations &equations,
                           const double shear_rate,
                           const std::vector<WaveVector> &wave_vectors,
                           const InitialStress initial_stress)
    : integrator_(new Integrator{
        {law, equations, shear_rate, wave_vectors, FlowJacobian()},
        Integrator::Stepper(
          Controlled(ErrorOfModes{law.n_variables(), equations.size()})),
        {}})
  {
    Integrator &me = *integrator_;
    me.now.resize(me.rates.offset(wave_vectors.size()));
    law.set_isotropic_stress(0., me.now.data());
    for (unsigned int i = 0; i < wave_vectors.size(); ++i)
      equations.set_initial(wave_vectors[i],
                            initial_stress == InitialStress::balanced,
                            me.now.data() + me.rates.offset(i));
    me.stepper.initialize(me.now, 0., first_strain_step / shear_rate);
  }

  KelvinModes::~KelvinModes() = default;

  unsigned int KelvinModes::n_modes() const
  {
    return integrator_->rates.initial_vectors.size();
  }

  void KelvinModes::step()
  {
    Integrator &me    = *integrator_;
    const double from = me.stepper.current_time();
    bool failed       = false;
    try
      {
        me.stepper.do_step(std::ref(me.rates));
        set_time(end());
      }
    catch (const odeint::odeint_error &)
      {
        failed = true;
      }
    // the step-size control does not notice numbers that are none
    for (const double y : me.now)
      failed = failed || !std::isfinite(y);
    if (failed)
      {
        std::ostringstream message;
        message << "the waves cannot be followed beyond the shear strain "
                << from * me.rates.shear_rate
                << ": the linearised equations are not well-posed there";
        throw ComputationStopped(message.str());
      }
  }

  double KelvinModes::begin() const
  {
    return integrator_->stepper.previous_time();
  }

  double KelvinModes::end() const
  {
    return integrator_->stepper.current_time();
  }

  void KelvinModes::set_time(const double t)
  {
    integrator_->time = t;
    integrator_->stepper.calc_state(t, integrator_->now);
  }

  double KelvinModes::time() const
  {
    return integrator_->time;
  }

  std::vector<double> KelvinModes::flow() const
  {
    const auto begin = integrator_->now.begin();
    return {begin, begin + integrator_->rates.law.n_variables()};
  }

  const double *KelvinModes::unknowns(const unsigned int mode) const
  {
    return integrator_->now.data() + integrator_->rates.offset(mode);
  }

  WaveVector KelvinModes::current_wave_vector(const unsigned int mode) const
  {
    return integrator_->rates.wave_vector(mode, integrator_->time);
  }

  double KelvinModes::log_amplification(const unsigned int mode) const
  {
    return std::log(std::abs(*unknowns(mode)));
  }

  unsigned int KelvinModes::largest_mode() const
  {
    unsigned int best = 0;
    for (unsigned int i = 1; i < n_modes(); ++i)
      if (std::abs(*unknowns(i)) > std::abs(*unknowns(best)))
        best = i;
    return best;
  }
} // namespace vitriflow
