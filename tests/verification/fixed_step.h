#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace vitriflow
{
  /** A number as parameter text, without loss. */
  inline std::string text_of(const double value)
  {
    char text[32];
    std::snprintf(text, sizeof(text), "%.17g", value);
    return text;
  }

  /**
   * Settings for steps of the size @p dt throughout: every other limit on the
   * step is out of reach. What a test adds afterwards prevails.
   */
  inline std::vector<std::string>
  fixed_step(const double dt, const std::vector<std::string> &more = {})
  {
    std::vector<std::string> settings = {"Time/Maximum step=" + text_of(dt),
                                         "Time/Initial step=" + text_of(dt),
                                         "Time/Growth=1",
                                         "Time/Maximum strain step=1",
                                         "Time/Maximum relaxation step=100",
                                         "Time/Maximum local strain step=100",
                                         "Time/Maximum volume strain step=100",
                                         "Time/Courant number=2"};
    settings.insert(settings.end(), more.begin(), more.end());
    return settings;
  }

  /** The Furukawa-Tanaka glass of the reference data, in reduced units. */
  inline std::vector<std::string>
  glass(const double kappa, const double a, const double b, const double M)
  {
    return {"Material/Bulk modulus=" + text_of(kappa),
            "Material/Relaxation time density exponent=" + text_of(a),
            "Material/Shear modulus density exponent=" + text_of(b),
            "Material/Inertia number=" + text_of(M)};
  }

  /** Vitreloy 1 of uniform density that flows by shear-transformation zones
   * alone, in SI units. What a test adds prevails. */
  inline std::vector<std::string>
  zone_glass(const std::vector<std::string> &more)
  {
    std::vector<std::string> settings = {
      "Units/System=SI",
      "Structure/Density/Type=uniform",
      "Material/Shear modulus=37.4e9",
      "Material/Bulk modulus=112e9",
      "Material/Density=6125",
      "Material/Gradient length=0",
      "Material/Relaxation time model=none",
      "Material/Stress rate=Jaumann",
      "Material/Stress source=deviatoric",
      "Material/Relaxation time density exponent=0",
      "Material/Shear modulus density exponent=0",
      "Material/Plastic flow/Mechanism=shear-transformation zones"};
    settings.insert(settings.end(), more.begin(), more.end());
    return settings;
  }
} // namespace vitriflow
