using System.Text.Json;
using Mpa.Models;
using Mpa.Recipes;

namespace Mpa.Remote;

/// <summary>A served model's section of the recipe: what it states, and how messages name it and its keys.</summary>
internal sealed record ServerSection(ModelRole Role, ServerOptions Options)
{
    /// <summary>"teacher", "judge".</summary>
    public string RoleName => JsonNamingPolicy.CamelCase.ConvertName($"{Role}");

    /// <summary>Where an option stands in the recipe: "teacher.patience", "judge.model.patience".</summary>
    public string Key(string option) => Role switch
    {
        ModelRole.Judge => $"judge.model.{option}",
        ModelRole.Opinion => $"identify.opinion.model.{option}",
        ModelRole.Filter => $"annotate.filter.model.{option}",
        _ => $"{RoleName}.{option}",
    };
}
