using System.Text.Json;

namespace Mpa.Models;

/// <summary>What a model is in a run. JSON and messages name a role by the camel case of its member.</summary>
public enum ModelRole
{
    /// <summary>The large model, which writes the pairs and answers them again.</summary>
    Teacher,

    /// <summary>The small model as it came.</summary>
    Student,

    /// <summary>The small model after leveling.</summary>
    Leveled,

    /// <summary>Says of the answers to the test whether they mean the same as an accepted one.</summary>
    Judge,

    /// <summary>Answers the questions of pairs that would be kept, as a second opinion beside the teacher's.</summary>
    Opinion,

    /// <summary>Says which images the teacher is asked about.</summary>
    Filter,
}

/// <summary>Roles as JSON and messages name them.</summary>
public static class ModelRoles
{
    /// <summary>"teacher", "student", "leveled", "judge", "opinion" or "filter".</summary>
    public static string Name(this ModelRole role) => JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
}
