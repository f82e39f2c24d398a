#include <vitriflow/base/exceptions.h>
#include <vitriflow/stability/controlled_step.h>
#include <vitriflow/stability/homogeneous_flow.h>
#include <vitriflow/stability/kelvin_modes.h>

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
    using Unknowns = OdeUnknowns;

    /** Right-hand side of the flow and of all modes. */
    struct Rates
    {
      const FlowLaw &law;
      const WaveEquations &equations;
      double shear_rate;
      std::vector<KelvinModes::Wave> waves;
      FlowJacobian jacobian;

      WaveVector wave_vector(const unsigned int mode, const double t) const
      {
        WaveVector k = waves[mode].k;
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
        for (unsigned int i = 0; i < waves.size(); ++i)
          equations.rate(jacobian,
                         shear_rate,
                         wave_vector(i, t),
                         y.data() + offset(i),
                         dy.data() + offset(i));
      }
    };
  } // namespace

  struct KelvinModes::Integrator
  {
    using Stepper = odeint::dense_output_runge_kutta<ControlledStep>;

    Rates rates;
    Stepper stepper;
    Unknowns now;
    double time = 0.;
  };

  KelvinModes::KelvinModes(const FlowLaw &law,
                           const WaveEquations &equations,
                           const double shear_rate,
                           const std::vector<Wave> &waves)
    : integrator_(
        new Integrator{{law, equations, shear_rate, waves, FlowJacobian()},
                       Integrator::Stepper(ControlledStep(
                         ErrorOfGroups{law.n_variables(), equations.size()})),
                       {}})
  {
    Integrator &me = *integrator_;
    me.now.resize(me.rates.offset(waves.size()));
    law.start(me.now.data());
    for (unsigned int i = 0; i < waves.size(); ++i)
      equations.set_initial(waves[i].k,
                            waves[i].disturbance,
                            me.now.data() + me.rates.offset(i));
    me.stepper.initialize(me.now, 0., first_strain_step / shear_rate);
  }

  KelvinModes::~KelvinModes() = default;

  unsigned int KelvinModes::n_modes() const
  {
    return integrator_->rates.waves.size();
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

  double KelvinModes::amplitude(const unsigned int mode) const
  {
    const unsigned int of =
      integrator_->rates.equations.position(disturbance(mode));
    return std::abs(unknowns(mode)[of]);
  }

  double KelvinModes::log_amplification(const unsigned int mode) const
  {
    return std::log(amplitude(mode));
  }

  Disturbance KelvinModes::disturbance(const unsigned int mode) const
  {
    return integrator_->rates.waves[mode].disturbance;
  }

  unsigned int KelvinModes::largest_mode() const
  {
    unsigned int best = 0;
    for (unsigned int i = 1; i < n_modes(); ++i)
      if (amplitude(i) > amplitude(best))
        best = i;
    return best;
  }
} // namespace vitriflow
