#include <vitriflow/operators/structure_diffusion.h>
#include <vitriflow/operators/structure_evaluation.h>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** Of a face of a cell: one, or where the outer cell is larger than the
     * inner one, their share of its face. */
    template <int dim, typename FaceInfo>
    double share_of(const FaceInfo &info)
    {
      return info.subface_index < GeometryInfo<dim>::max_children_per_cell
               ? 1. / GeometryInfo<dim>::max_children_per_face
               : 1.;
    }

    /** See StructureDiffusion::Side. */
    template <int dim>
    Simd<double> distortion(const StructureEvaluation<dim> &cell)
    {
      const auto inverse_volume = [&cell](const unsigned int q) {
        return std::abs(determinant(cell.inverse_jacobian(q)));
      };
      Simd<double> smallest = inverse_volume(0), largest = smallest;
      for (unsigned int q = 1; q < n_points<dim>; ++q)
        {
          smallest = std::min(smallest, inverse_volume(q));
          largest  = std::max(largest, inverse_volume(q));
        }
      return largest / (smallest * smallest);
    }
  } // namespace

  /** The mean of every cell, at its nodes. */
  template <int dim>
  void StructureDiffusion<dim>::average(const Vector &stress,
                                        const Vector &structure,
                                        const Material &material)
  {
    const auto &data        = discretization_.matrix_free();
    const PlasticFlow &flow = *material.plastic_flow();
    const double factor     = material.plastic_constants().diffusion;
    StressEvaluation<dim> s(data, stress_space);
    StressEvaluation<dim> fields(data, stress_space);
    StructureEvaluation<dim> out(data);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        s.reinit(cell);
        fields.reinit(cell);
        out.reinit(cell);
        s.read_dof_values(stress);
        fields.read_dof_values(structure);
        Simd<double> sum = 0., volume = 0.;
        for (const unsigned int q : s.quadrature_point_indices())
          {
            const Simd<double> d =
              flow.rate(equivalent_stress(nodal_stress<dim>(s, q)),
                        point_field<dim>(fields, structural_variable, q),
                        point_factor<dim>(fields, yield_stress_factor, q));
            sum += d * s.JxW(q);
            volume += s.JxW(q);
          }
        std::fill_n(out.begin_dof_values(),
                    out.dofs_per_cell,
                    factor * sum / volume);
        out.set_dof_values(diffusivity_);
      }
  }

  /** Mean of a cell and of the two faces across each direction, where it is
   * that of two cells: the largest of the directions; at the first node of the
   * cell, and at the second one its distortion. */
  template <int dim>
  void StructureDiffusion<dim>::spread()
  {
    const auto &data = discretization_.matrix_free();
    // component d: half the difference to what is behind the faces across d
    data.template loop<Vector, Vector>(
      [](const auto &, auto &, const auto &, const auto &) {},
      [](const auto &mf, auto &out, const auto &in, const auto &range) {
        StructureFaceEvaluation<dim> inner(mf, true), outer(mf, false);
        StressFaceEvaluation<dim> to_inner(mf, true, stress_space);
        StressFaceEvaluation<dim> to_outer(mf, false, stress_space);
        for (unsigned int face = range.first; face < range.second; ++face)
          {
            const auto &info             = mf.get_face_info(face);
            const unsigned int direction = info.interior_face_no / 2;
            inner.reinit(face);
            outer.reinit(face);
            inner.read_dof_values(in);
            outer.read_dof_values(in);
            const Simd<double> step = 0.25 * (outer.begin_dof_values()[0] -
                                              inner.begin_dof_values()[0]);
            const auto add          = [direction](auto &side,
                                         const unsigned int face_number,
                                         const Simd<double> &change,
                                         auto &vector) {
              side.reinit(face_number);
              std::fill_n(side.begin_dof_values(), side.dofs_per_cell, 0.);
              std::fill_n(side.begin_dof_values() + direction * n_points<dim>,
                          n_points<dim>,
                          change);
              side.distribute_local_to_global(vector);
            };
            add(to_inner, face, step, out);
            // a larger cell has several faces there
            add(to_outer, face, -share_of<dim>(info) * step, out);
          }
      },
      [](const auto &, auto &, const auto &, const auto &) {},
      change_,
      diffusivity_,
      true);
    StructureEvaluation<dim> own(data);
    StressEvaluation<dim> change(data, stress_space);
    for (unsigned int cell = 0; cell < data.n_cell_batches(); ++cell)
      {
        own.reinit(cell);
        change.reinit(cell);
        own.read_dof_values(diffusivity_);
        change.read_dof_values(change_);
        Simd<double> largest = change.begin_dof_values()[0];
        for (unsigned int d = 1; d < dim; ++d)
          largest =
            std::max(largest, change.begin_dof_values()[d * n_points<dim>]);
        cell_diffusivity_[cell]   = own.begin_dof_values()[0] + largest;
        own.begin_dof_values()[0] = cell_diffusivity_[cell];
        own.begin_dof_values()[1] = distortion<dim>(own);
        own.set_dof_values(diffusivity_);
      }
  }

  template <int dim>
  void StructureDiffusion<dim>::set_diffusivity(const Vector &stress,
                                                const Vector &structure,
                                                const Material &material,
                                                const double tilt)
  {
    tilt_            = tilt;
    const auto &data = discretization_.matrix_free();
    if (discretization_.follows_material())
      update_masses();
    average(stress, structure, material);
    spread();
    StructureFaceEvaluation<dim> inner(data, true), outer(data, false);
    diffusivity_.update_ghost_values();
    for (unsigned int face = 0; face < data.n_inner_face_batches(); ++face)
      {
        inner.reinit(face);
        outer.reinit(face);
        inner.read_dof_values(diffusivity_);
        outer.read_dof_values(diffusivity_);
        for (unsigned int side = 0; side < 2; ++side)
          {
            const auto &cell   = side == 0 ? inner : outer;
            sides_[face][side] = {cell.begin_dof_values()[0],
                                  cell.begin_dof_values()[1]};
          }
      }
    diffusivity_.zero_out_ghost_values();
  }

  template void StructureDiffusion<2>::set_diffusivity(const Vector &,
                                                       const Vector &,
                                                       const Material &,
                                                       const double);
  template void StructureDiffusion<3>::set_diffusivity(const Vector &,
                                                       const Vector &,
                                                       const Material &,
                                                       const double);
} // namespace vitriflow
