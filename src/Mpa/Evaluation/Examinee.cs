using System.Text.Json;
using System.Text.Json.Serialization;
using Mpa.Models;

namespace Mpa.Evaluation;

/// <summary>
/// Who takes a labeled test: the student before and after leveling or the teacher, on the test itself or on the second
/// one, of what the student could do before.
/// </summary>
/// <param name="Role">Which model answers.</param>
/// <param name="Forgetting">True on the second test.</param>
[JsonConverter(typeof(ExamineeJson))]
public sealed record Examinee(ModelRole Role, bool Forgetting = false)
{
    private const string SecondTest = "forgetting.";

    /// <summary>The student as it came.</summary>
    public static Examinee Before { get; } = new(ModelRole.Student);

    /// <summary>The leveled student.</summary>
    public static Examinee After { get; } = new(ModelRole.Leveled);

    /// <summary>The teacher.</summary>
    public static Examinee Teacher { get; } = new(ModelRole.Teacher);

    /// <summary>The student as it came, on the second test.</summary>
    public static Examinee ForgettingBefore { get; } = new(ModelRole.Student, Forgetting: true);

    /// <summary>The leveled student on the second test.</summary>
    public static Examinee ForgettingAfter { get; } = new(ModelRole.Leveled, Forgetting: true);

    /// <summary>All, in the order in which they are examined.</summary>
    public static IReadOnlyList<Examinee> All { get; } = [Before, After, Teacher, ForgettingBefore, ForgettingAfter];

    /// <summary>Those that take the test itself.</summary>
    public static IReadOnlyList<Examinee> OfTheTest { get; } = [Before, After, Teacher];

    /// <summary>
    /// As files, JSON and people name it: "before", "after", "teacher", "forgetting.before", "forgetting.after".
    /// </summary>
    public string Name => (Forgetting ? SecondTest : "") + Role switch
    {
        ModelRole.Student => "before",
        ModelRole.Leveled => "after",
        ModelRole.Teacher => "teacher",
        _ => throw new InvalidOperationException($"a {Role} takes no test"),
    };

    /// <inheritdoc/>
    public override string ToString() => Name;

    private sealed class ExamineeJson : JsonConverter<Examinee>
    {
        public override Examinee Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            string? name = reader.GetString();
            return All.FirstOrDefault(one => one.Name == name) ?? throw new JsonException($"\"{name}\" takes no test");
        }

        public override void Write(Utf8JsonWriter writer, Examinee value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}
