#include <deal.II/distributed/solution_transfer.h>

#include <vitriflow/discretization/readable_copy.h>

#include <algorithm>
#include <memory>

namespace vitriflow
{
  using namespace dealii;

  namespace
  {
    /** The fields of one space on their way from one mesh to the next. */
    template <int dim>
    class Carrier
    {
    public:
      using Field = typename Discretization<dim>::Field;

      /** Before the mesh is refined, with its cells flagged. */
      Carrier(const Discretization<dim> &discretization,
              const Space space,
              const std::vector<Field> &fields)
        : discretization_(discretization)
        , space_(space)
        , transfer_(discretization.dof_handler(space))
      {
        sources_.reserve(fields.size()); // copies would lose their ghosts
        for (const Field &field : fields)
          if (field.space == space)
            {
              targets_.push_back(field.vector);
              sources_.push_back(
                readable_copy(discretization, space, *field.vector));
            }
        std::vector<const Vector *> sources;
        for (const Vector &source : sources_)
          sources.push_back(&source);
        if (!sources.empty())
          transfer_.prepare_for_coarsening_and_refinement(sources);
      }

      /** When there are unknowns on the new mesh. */
      void deliver()
      {
        if (targets_.empty())
          return;
        const auto &dofs = discretization_.dof_handler(space_);
        IndexSet relevant;
        DoFTools::extract_locally_relevant_dofs(dofs, relevant);
        std::vector<Vector> results(targets_.size());
        std::vector<Vector *> pointers;
        for (Vector &result : results)
          {
            result.reinit(dofs.locally_owned_dofs(),
                          relevant,
                          discretization_.communicator());
            pointers.push_back(&result);
          }
        transfer_.interpolate(pointers);
        for (unsigned int i = 0; i < targets_.size(); ++i)
          {
            discretization_.initialize(*targets_[i], space_);
            targets_[i]->copy_locally_owned_data_from(results[i]);
          }
      }

    private:
      const Discretization<dim> &discretization_;
      Space space_;
      parallel::distributed::SolutionTransfer<dim, Vector> transfer_;
      std::vector<Vector> sources_;
      std::vector<Vector *> targets_;
    };
  } // namespace

  template <int dim>
  void Discretization<dim>::refine(const std::vector<CellId> &cells,
                                   const std::vector<Field> &fields)
  {
    for (const auto &cell : triangulation_.active_cell_iterators())
      if (cell->is_locally_owned() &&
          std::binary_search(cells.begin(), cells.end(), cell->id()))
        cell->set_refine_flag();
    triangulation_.prepare_coarsening_and_refinement();
    // the transfer keeps its own address in the mesh: not to be moved
    std::vector<std::unique_ptr<Carrier<dim>>> carriers;
    for (const Space space : {free_velocity_space, density_space, stress_space})
      carriers.push_back(std::make_unique<Carrier<dim>>(*this, space, fields));
    moved_.reset();
    triangulation_.execute_coarsening_and_refinement();
    make_spaces();
    for (const auto &carrier : carriers)
      carrier->deliver();
    refinements_.push_back(cells);
  }

  template void Discretization<2>::refine(const std::vector<CellId> &,
                                          const std::vector<Field> &);
  template void Discretization<3>::refine(const std::vector<CellId> &,
                                          const std::vector<Field> &);
} // namespace vitriflow
