#include <vitriflow/base/exceptions.h>
#include <vitriflow/base/nearest_name.h>
#include <vitriflow/structure/field_expression.h>

#include <algorithm>
#include <sstream>

namespace vitriflow
{
  namespace
  {
    /** Reads the words of one term. */
    class TermParser
    {
    public:
      TermParser(const std::vector<std::string> &known,
                 const std::string &complaint)
        : known_(known)
        , complaint_(complaint)
      {
      }

      FieldTerm parse(const std::string &text)
      {
        FieldTerm term;
        std::istringstream in(text);
        std::string word, name, relation;
        const auto finish_name = [&]() {
          check(name);
          if (relation.empty())
            term.type = name;
          else
            term.masks.push_back({name, relation == "inside"});
          name.clear();
        };
        while (in >> word)
          if (word == "inside" || word == "outside")
            {
              finish_name();
              relation = word;
            }
          else
            name += (name.empty() ? "" : " ") + word;
        finish_name();
        return term;
      }

    private:
      void check(const std::string &name) const
      {
        if (std::find(known_.begin(), known_.end(), name) != known_.end())
          return;
        std::string list;
        for (const std::string &candidate : known_)
          list += (list.empty() ? "" : ", ") + candidate;
        throw BadInput(complaint_ +
                       (name.empty()
                          ? "a name is missing"
                          : "there is no field '" + name + "' (did you mean '" +
                              nearest_name(name, known_) + "'?)") +
                       "; give one of " + list +
                       ", or several joined by '+', 'inside' and 'outside'.");
      }

      const std::vector<std::string> &known_;
      const std::string complaint_;
    };
  } // namespace

  std::vector<FieldTerm>
  parse_field_expression(const std::string &text,
                         const std::vector<std::string> &known,
                         const std::string &parameter)
  {
    TermParser parser(known, parameter + " = " + text + ": ");
    std::vector<FieldTerm> terms;
    std::size_t begin = 0;
    while (true)
      {
        const std::size_t plus = text.find('+', begin);
        terms.push_back(parser.parse(text.substr(begin, plus - begin)));
        if (plus == std::string::npos)
          return terms;
        begin = plus + 1;
      }
  }
} // namespace vitriflow
