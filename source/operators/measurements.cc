#include <vitriflow/operators/measurements.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Integrals that the averages are made of. */
    enum Sum : unsigned int
    {
      shear_stress,
      pressure,
      normal_stress,
      density_deviation,
      density_squared,
      rate_2,
      rate_4,
      energy,
      energy_rate,
      half_trace,
      half_trace_rate,
      momentum_x,
      momentum_y,
      slope_xx,
      slope_xy,
      slope_yy,
      n_sums
    };

    enum Maximum : unsigned int
    {
      rate,
      divergence,
      courant,
      negative_eigenvalue,
      n_maxima
    };

    template <std::size_t n>
    void sum_over_ranks(std::array<double, n> &values, const MPI_Comm &comm)
    {
      const ArrayView<double> view(values.data(), n);
      Utilities::MPI::sum(ArrayView<const double>(values.data(), n),
                          comm,
                          view);
    }

    /** g^2: in-plane deviator in 2D, 2 dev D : dev D in 3D. */
    template <int dim>
    Simd<double> squared_shear_rate(const Tensor<2, dim, Simd<double>> &L)
    {
      const auto D = symmetrize(L);
      if (dim == 2)
        return (D[0][0] - D[1][1]) * (D[0][0] - D[1][1]) +
               4. * D[0][1] * D[0][1];
      const Simd<double> expansion = trace(D);
      return 2. * (D * D) - (2. / 3.) * expansion * expansion;
    }

    /** sigma_i + g_i G I on the mesh's axes. */
    template <int dim>
    SymmetricTensor<2, dim, Simd<double>>
    conformation(const Stress<Simd<double>> &stress,
                 const Simd<double> &modulus)
    {
      auto c = symmetrize(in_plane<dim>(stress));
      for (unsigned int i = 0; i < dim; ++i)
        c[i][i] += modulus;
      return c;
    }

    /**
     * Of the first @p n lanes. In two dimensions the bound is exact, also where
     * rounding takes the discriminant of eigenvalues() below zero: next to
     * isotropic tensors, such as those of relaxed modes.
     */
    template <int dim>
    Simd<double>
    smallest_eigenvalues(const SymmetricTensor<2, dim, Simd<double>> &c,
                         const unsigned int n)
    {
      if constexpr (dim == 2)
        return lower_bound_of_smallest_eigenvalue(c);
      Simd<double> smallest = 0.;
      for (unsigned int l = 0; l < n; ++l)
        {
          SymmetricTensor<2, dim> one;
          for (unsigned int i = 0; i < dim; ++i)
            for (unsigned int j = i; j < dim; ++j)
              one[i][j] = c[i][j][l];
          smallest[l] = eigenvalues(one)[dim - 1];
        }
      return smallest;
    }

    /** All quantities of one quadrature point. */
    template <int dim>
    struct PointState
    {
      Simd<double> density, free_energy, pressure, C, M;
      Simd<double> shear_modulus, relaxation_time;
      Tensor<1, dim, Simd<double>> slope, velocity;
      Tensor<2, dim, Simd<double>> fluctuation; // grad v
      Stress<Simd<double>> stress;              // of all modes
      Simd<double> hoop_rate;                   // v_r/r of axisymmetric flow
      Simd<double> relaxing_trace;              // sum of tr(sigma_i) tau/tau_i
      double base_rate;
      double reference_density;

      std::array<Simd<double>, n_sums> sums() const
      {
        std::array<Simd<double>, n_sums> s;
        auto L = fluctuation;
        L[0][1] += base_rate;
        const Simd<double> g2          = squared_shear_rate<dim>(L);
        const Simd<double> tr          = trace(stress);
        const Simd<double> expansion   = trace(fluctuation) + hoop_rate;
        Simd<double> fluctuation_power = stress[2][2] * hoop_rate;
        Simd<double> power             = fluctuation_power;
        for (unsigned int i = 0; i < dim; ++i)
          for (unsigned int j = 0; j < dim; ++j)
            {
              fluctuation_power += stress[i][j] * fluctuation[i][j];
              power += stress[i][j] * L[i][j];
            }
        s[shear_stress]      = stress[0][1] - C * slope[0] * slope[1];
        s[Sum::pressure]     = pressure;
        s[normal_stress]     = stress[0][0] - stress[1][1];
        s[density_deviation] = density - reference_density;
        s[density_squared]   = s[density_deviation] * s[density_deviation];
        s[rate_2]            = g2;
        s[rate_4]            = g2 * g2;
        s[energy] = 0.5 * M * density * velocity.norm_square() + free_energy +
                    0.5 * C * slope.norm_square();
        s[energy_rate] =
          -base_rate * (C * slope[0] * slope[1] +
                        M * density * velocity[0] * velocity[1]) -
          fluctuation_power;
        s[half_trace]      = 0.5 * tr;
        s[half_trace_rate] = power + shear_modulus * expansion +
                             0.5 * tr * expansion -
                             0.5 * relaxing_trace / relaxation_time;
        s[momentum_x] = density * velocity[0];
        s[momentum_y] = density * velocity[1];
        s[slope_xx]   = slope[0] * slope[0];
        s[slope_xy]   = slope[0] * slope[1];
        s[slope_yy]   = slope[1] * slope[1];
        return s;
      }
    };

    /** Totals over this rank. */
    struct Totals
    {
      std::array<double, n_sums> sums{};
      std::array<double, n_maxima> maxima;
      /** Local shear rate and volume of every quadrature point. */
      std::vector<std::pair<double, double>> rates;

      Totals()
      {
        maxima.fill(std::numeric_limits<double>::lowest());
      }

      void raise(const Maximum which, const double value)
      {
        // a NaN must not be lost in the comparison
        if (!(value <= maxima[which]) && !std::isnan(maxima[which]))
          maxima[which] = value;
      }
    };

    template <int dim>
    Totals integrate(const State &state,
                     const Discretization<dim> &discretization,
                     const Material &material,
                     const double reference_density)
    {
      const auto &data = discretization.matrix_free();
      const Simd<double> tilt(state.frame.tilt);
      const auto h           = discretization.cell_size();
      const Axisymmetry axis = discretization.axisymmetry();
      VelocityEvaluation<dim, double> v(
        discretization.rows(free_velocity_space));
      DensityEvaluation<dim, double> rho(discretization.rows(density_space));
      const auto &modes = material.modes();
      // made in place: copies would read flags that only faces set
      std::deque<StressEvaluation<dim>> stress;
      for (unsigned int m = 0; m < modes.size(); ++m)
        stress.emplace_back(data, stress_space);
      StressEvaluation<dim> structure(data, stress_space);
      const bool has_structure = !state.structure.empty();
      const auto all = EvaluationFlags::values | EvaluationFlags::gradients;
      Totals totals;
      PointState<dim> p;
      p.C                 = material.gradient_coefficient();
      p.M                 = material.inertia_number();
      p.base_rate         = state.frame.shear_rate;
      p.reference_density = reference_density;
      for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
        {
          v.reinit(cell);
          rho.reinit(cell);
          for (unsigned int m = 0; m < modes.size(); ++m)
            {
              stress[m].reinit(cell);
              stress[m].read_dof_values(state.stress[m]);
            }
          if (has_structure)
            {
              structure.reinit(cell);
              structure.read_dof_values(state.structure[0]);
            }
          v.gather_evaluate(state.velocity, all);
          rho.gather_evaluate(state.density, all);
          const unsigned int n = data.n_active_entries_per_cell_batch(cell);
          std::array<Simd<double>, n_sums> batch_sums{};
          for (const unsigned int q : v.quadrature_point_indices())
            {
              p.density     = rho.get_value(q);
              p.free_energy = material.equation_of_state().energy(p.density);
              p.pressure    = material.equation_of_state().pressure(p.density);
              p.shear_modulus   = material.shear_modulus().factor(p.density);
              p.relaxation_time = material.relaxation_time().factor(p.density);
              if (has_structure)
                {
                  p.shear_modulus *=
                    point_factor<dim>(structure, shear_modulus_factor, q);
                  p.relaxation_time *=
                    point_factor<dim>(structure, relaxation_time_factor, q);
                }
              p.slope          = physical_gradient(rho.get_gradient(q), tilt);
              p.velocity       = v.get_value(q);
              p.fluctuation    = physical_gradient(v.get_gradient(q), tilt);
              p.hoop_rate      = axis.hoop_rate(v, q);
              p.stress         = Stress<Simd<double>>();
              p.relaxing_trace = 0.;
              for (unsigned int m = 0; m < modes.size(); ++m)
                {
                  const auto s = nodal_stress<dim>(stress[m], q);
                  p.stress += s;
                  p.relaxing_trace += modes[m].rate_ratio() * trace(s);
                  const auto smallest = smallest_eigenvalues<dim>(
                    conformation<dim>(s, modes[m].share * p.shear_modulus), n);
                  for (unsigned int l = 0; l < n; ++l)
                    totals.raise(negative_eigenvalue, -smallest[l]);
                }

              const auto sums          = p.sums();
              const Simd<double> g     = std::sqrt(sums[rate_2]);
              const Simd<double> dx    = axis.JxW(v, q);
              const auto mesh_velocity = to_mesh(p.velocity, tilt);
              for (unsigned int i = 0; i < n_sums; ++i)
                batch_sums[i] += sums[i] * dx;
              Simd<double> fastest = std::abs(mesh_velocity[0]) / h[0];
              for (unsigned int d = 1; d < dim; ++d)
                fastest = std::max(fastest, std::abs(mesh_velocity[d]) / h[d]);
              const Simd<double> expansion =
                std::abs(trace(p.fluctuation) + p.hoop_rate);
              for (unsigned int l = 0; l < n; ++l)
                {
                  totals.rates.emplace_back(g[l], dx[l]);
                  totals.raise(rate, g[l]);
                  totals.raise(divergence, expansion[l]);
                  totals.raise(courant, fastest[l]);
                }
            }
          for (unsigned int i = 0; i < n_sums; ++i)
            for (unsigned int l = 0; l < n; ++l)
              totals.sums[i] += batch_sums[i][l];
        }
      return totals;
    }
  } // namespace

  namespace
  {
    /**
     * See Measurements::half_rate_volume. The rate above which half of the
     * total is carried is enclosed in one of n equal intervals, that in one of
     * n of its parts, and so on: three sums over all points and ranks.
     */
    double half_rate_volume(const std::vector<std::pair<double, double>> &rates,
                            const double largest,
                            const MPI_Comm &comm)
    {
      constexpr unsigned int n = 4096, n_rounds = 3;
      if (!(largest > 0. && std::isfinite(largest)))
        return 0.5;
      double low = 0., high = largest * (1. + 1e-10); // intervals are half-open
      double total_volume = 0., half = 0.;
      double volume = 0., carried = 0.; // above high
      for (unsigned int round = 0; round < n_rounds; ++round)
        {
          std::vector<double> bins(2 * n, 0.); // volume, shear carried
          const double scale = n / (high - low);
          for (const auto &[g, dx] : rates)
            if (g >= low && g < high)
              {
                const auto bin =
                  std::min(static_cast<unsigned int>((g - low) * scale), n - 1);
                bins[2 * bin] += dx;
                bins[2 * bin + 1] += g * dx;
              }
          Utilities::MPI::sum(bins, comm, bins);
          if (round == 0)
            for (unsigned int i = 0; i < n; ++i)
              {
                total_volume += bins[2 * i];
                half += 0.5 * bins[2 * i + 1];
              }
          unsigned int i = n - 1;
          for (; i > 0 && carried + bins[2 * i + 1] <= half; --i)
            {
              volume += bins[2 * i];
              carried += bins[2 * i + 1];
            }
          const double width = (high - low) / n;
          high               = low + (i + 1) * width;
          low += i * width;
        }
      // what is missing to one half lies at rates next to the threshold
      return (volume + (half - carried) / high) / total_volume;
    }
  } // namespace

  template <int dim>
  Measurements measure(const State &state,
                       const Discretization<dim> &discretization,
                       const Material &material,
                       const Vector &lumped_mass)
  {
    double smallest = std::numeric_limits<double>::max();
    double largest  = std::numeric_limits<double>::lowest();
    double mass     = 0.;
    for (unsigned int i = 0; i < lumped_mass.locally_owned_size(); ++i)
      if (lumped_mass.local_element(i) > 0.)
        {
          const double r = state.density.local_element(i);
          smallest       = std::min(smallest, r);
          largest        = std::max(largest, r);
          mass += r * lumped_mass.local_element(i);
        }
    const auto comm = discretization.communicator();
    mass            = Utilities::MPI::sum(mass, comm);

    // close to the mean, so that small deviations keep their digits
    const double reference = mass / discretization.volume();
    state.velocity.update_ghost_values();
    state.density.update_ghost_values();
    Totals totals = integrate<dim>(state, discretization, material, reference);
    state.velocity.zero_out_ghost_values();
    state.density.zero_out_ghost_values();
    sum_over_ranks(totals.sums, comm);
    for (double &maximum : totals.maxima)
      maximum = Utilities::MPI::max(maximum, comm);
    for (double &s : totals.sums)
      s /= discretization.volume();

    const auto &s = totals.sums;
    Measurements m;
    m.shear_stress             = s[shear_stress];
    m.pressure                 = s[pressure];
    m.normal_stress_difference = s[normal_stress];
    m.mean_density             = reference + s[density_deviation];
    m.density_std              = std::sqrt(
      std::max(s[density_squared] - s[density_deviation] * s[density_deviation],
               0.));
    m.min_density = Utilities::MPI::min(smallest, comm);
    m.max_density = Utilities::MPI::max(largest, comm);
    m.participation_ratio =
      s[rate_4] > 0. ? s[rate_2] * s[rate_2] / s[rate_4] : 1.;
    m.half_rate_volume =
      half_rate_volume(totals.rates, totals.maxima[rate], comm);
    m.density_wave_angle =
      0.5 * std::atan2(2. * s[slope_xy], s[slope_xx] - s[slope_yy]);
    m.max_rate                    = totals.maxima[rate];
    m.min_conformation_eigenvalue = -totals.maxima[negative_eigenvalue];
    m.mass                        = mass;
    m.max_divergence              = totals.maxima[divergence];
    m.max_courant_rate            = totals.maxima[courant];
    m.energy                      = s[energy];
    m.energy_rate                 = s[energy_rate];
    m.half_trace                  = s[half_trace];
    m.half_trace_rate             = s[half_trace_rate];
    m.momentum_x                  = s[momentum_x];
    m.momentum_y                  = s[momentum_y];
    m.plastic = measure_plastic_flow<dim>(state, discretization, material);
    return m;
  }

  template Measurements measure(const State &,
                                const Discretization<2> &,
                                const Material &,
                                const Vector &);
  template Measurements measure(const State &,
                                const Discretization<3> &,
                                const Material &,
                                const Vector &);
} // namespace vitriflow
