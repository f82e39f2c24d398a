#include <vitriflow/base/exceptions.h>
#include <vitriflow/structure/structure_preset.h>

namespace vitriflow
{
  namespace
  {
    using Values = std::map<std::string, std::string>;

    /**
     * Dynamic force microscopy measures a contrast of 12 % (as cast) and 8 %
     * (annealed) with correlation lengths of 2.5 and 4.2 nm (review, section
     * on nanoscale heterogeneity). What property that contrast stands for is
     * open: relaxation time, modulus, effective temperature and yield stress
     * get it as it is, the density 0.5 % and 0.33 %, an estimate of ours. The
     * exponent alpha is our assumption, too.
     */
    Values force_microscopy(const std::string &property, const bool annealed)
    {
      const bool density = property == "Density";
      return {{"Type", "random field"},
              {"Random field/Correlation", "structure function"},
              {"Random field/Distribution", density ? "normal" : "log-normal"},
              {"Random field/Deviation",
               density ? (annealed ? "0.0033" : "0.005")
                       : (annealed ? "0.08" : "0.12")},
              {"Random field/Correlation length",
               annealed ? "4.2e-9" : "2.5e-9"},
              {"Random field/Roughness exponent", "0.5"}};
    }

    /** Soft regions: 24 %, aspect ratio 1.5 to 2.4, radius 2 to 6 nm. How
     * soft they are is an estimate. */
    Values soft_regions(const std::string &property)
    {
      return {{"Type", "inclusions"},
              {"Inclusions/Amplitude",
               property == "Density" ? "-0.01" : "-0.2"},
              {"Inclusions/Fraction", "0.24"},
              {"Inclusions/Radius", "4e-9"},
              {"Inclusions/Radius deviation", "0.25"},
              {"Inclusions/Aspect ratio", "1.5, 2.4"},
              {"Inclusions/Interface width", "1e-9"}};
    }

    /** Elastic microstructure with a length of 100 nm (review, fig. 78); its
     * amplitude is an estimate. */
    Values elastic_microstructure(const std::string &property)
    {
      return {{"Type", "random field"},
              {"Random field/Correlation", "structure function"},
              {"Random field/Deviation",
               property == "Density" ? "0.002" : "0.05"},
              {"Random field/Correlation length", "100e-9"},
              {"Random field/Roughness exponent", "1"}};
    }
  } // namespace

  std::string structure_preset_names()
  {
    return "none|as cast|annealed|soft regions|elastic microstructure";
  }

  Values structure_preset(const std::string &preset,
                          const std::string &property)
  {
    if (preset == "none")
      return {};
    if (preset == "as cast" || preset == "annealed")
      return force_microscopy(property, preset == "annealed");
    if (preset == "soft regions")
      return soft_regions(property);
    if (preset == "elastic microstructure")
      return elastic_microstructure(property);
    throw BadInput("Structure/" + property + "/Preset = " + preset +
                   ": give one of " + structure_preset_names() + ".");
  }
} // namespace vitriflow
