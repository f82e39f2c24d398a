#pragma once

#include <deal.II/base/parameter_handler.h>

#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/field.h>
#include <vitriflow/structure/preparation.h>

#include <map>
#include <sstream>
#include <string>

namespace vitriflow
{
  /** What a generator is told besides its own parameters. */
  template <int dim>
  struct FieldRequest
  {
    /** In the length unit of the run. */
    std::array<double, dim> box_size;

    /** Of the random numbers; already different for every generator. */
    std::uint64_t seed;

    /** Subsection of the generator, for messages. */
    std::string section;

    PreparationFactors preparation;
  };

  /** Throws BadInput "section/name = value: what_to_do". */
  template <typename Value>
  [[noreturn]] void reject_parameter(const std::string &section,
                                     const std::string &name,
                                     const Value &value,
                                     const std::string &what_to_do)
  {
    std::ostringstream message;
    message << section << "/" << name << " = " << value << ": " << what_to_do;
    throw BadInput(message.str());
  }

  /**
   * Draws one kind of structure: the parameters of its own subsection, and
   * the fields made from them.
   *
   * A new kind is a class derived from ShapeGenerator, in a file of its own in
   * source/structure/generators, and a line in the table of
   * field_generator.cc.
   */
  class FieldGenerator
  {
  public:
    virtual ~FieldGenerator() = default;

    virtual std::unique_ptr<FieldGenerator> clone() const = 0;

    /** Declares the parameters; they are bound to this object. */
    virtual void add_to(dealii::ParameterHandler &prm) = 0;

    /** Throws BadInput about parameters of this @p section. */
    virtual void validate(const std::string &section) const = 0;

    /** The deviation from the mean, relative to it. */
    virtual FieldPointer<2> deviation(const FieldRequest<2> &) const = 0;
    virtual FieldPointer<3> deviation(const FieldRequest<3> &) const = 0;

    /** Where the structure is, from 0 to 1; throws BadInput if it is nowhere
     * and everywhere. */
    virtual FieldPointer<2> mask(const FieldRequest<2> &) const = 0;
    virtual FieldPointer<3> mask(const FieldRequest<3> &) const = 0;
  };

  /** @p factor times a field. */
  template <int dim>
  class ScaledShape : public Field<dim>
  {
  public:
    ScaledShape(const double factor, FieldPointer<dim> shape)
      : factor_(factor)
      , shape_(std::move(shape))
    {
    }

    double value(const dealii::Point<dim> &point) const override
    {
      return factor_ * shape_->value(point);
    }

  private:
    const double factor_;
    const FieldPointer<dim> shape_;
  };

  /** Declared in the subsection of every shape. */
  struct ShapeAmplitude
  {
    double value = -0.01;

    void add_to(dealii::ParameterHandler &prm);
    void validate(const std::string &section) const;
  };

  /**
   * Kinds that are a place, with soft edges or sharp ones: amplitude times a
   * shape from 0 to 1. @p Derived has
   *
   *   template <int dim>
   *   FieldPointer<dim> shape(const FieldRequest<dim> &) const;
   *   void add_shape_parameters(dealii::ParameterHandler &);
   *   void validate_shape(const std::string &section) const;
   */
  template <typename Derived>
  class ShapeGenerator : public FieldGenerator
  {
  public:
    std::unique_ptr<FieldGenerator> clone() const override
    {
      return std::make_unique<Derived>(derived());
    }

    void add_to(dealii::ParameterHandler &prm) override
    {
      amplitude_.add_to(prm);
      static_cast<Derived &>(*this).add_shape_parameters(prm);
    }

    void validate(const std::string &section) const override
    {
      amplitude_.validate(section);
      derived().validate_shape(section);
    }

    FieldPointer<2> deviation(const FieldRequest<2> &request) const override
    {
      return scaled<2>(request);
    }

    FieldPointer<3> deviation(const FieldRequest<3> &request) const override
    {
      return scaled<3>(request);
    }

    FieldPointer<2> mask(const FieldRequest<2> &request) const override
    {
      return derived().template shape<2>(request);
    }

    FieldPointer<3> mask(const FieldRequest<3> &request) const override
    {
      return derived().template shape<3>(request);
    }

  private:
    const Derived &derived() const
    {
      return static_cast<const Derived &>(*this);
    }

    template <int dim>
    FieldPointer<dim> scaled(const FieldRequest<dim> &request) const
    {
      return std::make_unique<ScaledShape<dim>>(
        amplitude_.value, derived().template shape<dim>(request));
    }

    ShapeAmplitude amplitude_;
  };

  /** One generator of each kind, by the name of its kind; copied deeply. */
  class FieldGenerators
  {
  public:
    FieldGenerators();
    FieldGenerators(const FieldGenerators &other);
    FieldGenerators &operator=(const FieldGenerators &other);
    FieldGenerators(FieldGenerators &&)            = default;
    FieldGenerators &operator=(FieldGenerators &&) = default;

    bool has(const std::string &name) const
    {
      return generators_.count(name) == 1;
    }

    const FieldGenerator &at(const std::string &name) const
    {
      return *generators_.at(name);
    }

    std::vector<std::string> names() const;

    /** Declares a subsection for each kind. */
    void add_to(dealii::ParameterHandler &prm);

    /** The subsection of a kind: its name with a capital letter. */
    static std::string subsection(const std::string &name);

  private:
    std::map<std::string, std::unique_ptr<FieldGenerator>> generators_;
  };
} // namespace vitriflow
