#include <vitriflow/output/state_part.h>

#include <algorithm>
#include <tuple>

namespace vitriflow
{
  namespace
  {
    /** All vectors of a state, const as it is. */
    template <typename AnyState>
    auto vectors(AnyState &state)
    {
      std::vector<decltype(&state.velocity)> list = {&state.velocity,
                                                     &state.density};
      for (auto &mode : state.stress)
        list.push_back(&mode);
      for (auto &fields : state.structure)
        list.push_back(&fields);
      if (state.displacement.size() > 0)
        list.push_back(&state.displacement);
      return list;
    }

    /** In the order of vectors(). */
    const std::vector<unsigned int> &order_of(const EntryOrder &order,
                                              const std::size_t vector,
                                              const State &state)
    {
      const std::size_t displacement =
        2 + state.stress.size() + state.structure.size();
      return vector == 0 || vector == displacement
               ? order.velocity
               : (vector == 1 ? order.density : order.stress);
    }

    std::vector<double> owned_entries(const Vector &v,
                                      const std::vector<unsigned int> &order)
    {
      std::vector<double> values;
      values.reserve(v.locally_owned_size());
      for (const unsigned int i : order)
        values.push_back(v.local_element(i));
      return values;
    }

    void write_numbers(std::ostream &out, const std::vector<double> &values)
    {
      out.write(reinterpret_cast<const char *>(values.data()),
                values.size() * sizeof(double));
    }

    void read_numbers(std::istream &in, std::vector<double> &values)
    {
      in.read(reinterpret_cast<char *>(values.data()),
              values.size() * sizeof(double));
    }

    /** Copies those of the entries begin, begin + 1, ... of a whole vector
     * that @p to is for; its first one has number @p first. */
    void copy_overlap(const std::vector<double> &from,
                      const std::uint64_t begin,
                      std::vector<double> &to,
                      const std::uint64_t first)
    {
      const std::uint64_t a = std::max(begin, first);
      const std::uint64_t b = std::min(begin + from.size(), first + to.size());
      if (a < b)
        std::copy(from.begin() + (a - begin),
                  from.begin() + (b - begin),
                  to.begin() + (a - first));
    }
  } // namespace

  EntryCounts n_owned_entries(const State &current, const State &previous)
  {
    EntryCounts n;
    for (const State *state : {&current, &previous})
      for (const Vector *v : vectors(*state))
        n.push_back(v->locally_owned_size());
    return n;
  }

  EntryCounts sum(const EntryCounts &a, const EntryCounts &b)
  {
    EntryCounts result = a;
    for (std::size_t i = 0; i < a.size(); ++i)
      result[i] += b.at(i);
    return result;
  }

  StatePart StatePart::sized(const EntryCounts &entries)
  {
    StatePart part;
    for (std::size_t i = 0; i < entries.size(); ++i)
      (i < entries.size() / 2 ? part.current : part.previous)
        .vectors.emplace_back(entries[i]);
    return part;
  }

  void StatePart::take_overlap(const StatePart &other,
                               const EntryCounts &other_begin,
                               const EntryCounts &begin)
  {
    std::size_t v = 0;
    for (const auto member : {&StatePart::current, &StatePart::previous})
      {
        Level &level      = this->*member;
        const Level &from = other.*member;
        std::tie(level.time, level.strain, level.tilt, level.shear_rate) =
          std::tie(from.time, from.strain, from.tilt, from.shear_rate);
        for (std::size_t i = 0; i < from.vectors.size(); ++i, ++v)
          copy_overlap(from.vectors[i],
                       other_begin[v],
                       level.vectors[i],
                       begin[v]);
      }
  }

  bool overlap(const EntryCounts &begin_a,
               const EntryCounts &size_a,
               const EntryCounts &begin_b,
               const EntryCounts &size_b)
  {
    for (std::size_t v = 0; v < begin_a.size(); ++v)
      if (std::max(begin_a[v], begin_b[v]) <
          std::min(begin_a[v] + size_a[v], begin_b[v] + size_b[v]))
        return true;
    return false;
  }

  void write_states(std::ostream &out,
                    const State &current,
                    const State &previous,
                    const EntryOrder &order)
  {
    for (const State *state : {&current, &previous})
      {
        write_numbers(out,
                      {state->time,
                       state->strain,
                       state->frame.tilt,
                       state->frame.shear_rate});
        const auto list = vectors(*state);
        for (std::size_t v = 0; v < list.size(); ++v)
          write_numbers(out,
                        owned_entries(*list[v], order_of(order, v, *state)));
      }
  }

  StatePart read_states(std::istream &in, const EntryCounts &entries)
  {
    StatePart part = StatePart::sized(entries);
    for (StatePart::Level *level : {&part.current, &part.previous})
      {
        std::vector<double> numbers(4);
        read_numbers(in, numbers);
        level->time       = numbers[0];
        level->strain     = numbers[1];
        level->tilt       = numbers[2];
        level->shear_rate = numbers[3];
        for (auto &values : level->vectors)
          read_numbers(in, values);
      }
    return part;
  }

  void set_state(State &state,
                 const StatePart::Level &level,
                 const EntryOrder &order)
  {
    state.time             = level.time;
    state.strain           = level.strain;
    state.frame.tilt       = level.tilt;
    state.frame.shear_rate = level.shear_rate;
    const auto list        = vectors(state);
    for (std::size_t v = 0; v < list.size(); ++v)
      {
        const auto &positions = order_of(order, v, state);
        for (std::size_t k = 0; k < positions.size(); ++k)
          list[v]->local_element(positions[k]) = level.vectors[v][k];
        list[v]->zero_out_ghost_values();
      }
  }
} // namespace vitriflow
