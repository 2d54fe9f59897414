using System.Reflection;
using System.Text.Json;
using Mpa.Recipes;

namespace Mpa.Cli.Recipes;

/// <summary>The keys of a recipe, read off the records, so that the records are the only list.</summary>
internal static class RecipeSchema
{
    /// <summary>The two records that the map form of a model may hold.</summary>
    public static IReadOnlyList<Type> ModelMaps { get; } = [typeof(FolderOptions), typeof(ServerOptions)];

    /// <summary>The keys of one record, in the order of its properties.</summary>
    /// <param name="record">Recipe, or the options of a stage.</param>
    /// <param name="prefix">"" for the recipe, else "level." and the like.</param>
    public static IReadOnlyList<RecipeKey> KeysOf(Type record, string prefix)
    {
        object defaults = Activator.CreateInstance(record)!;
        return
        [
            .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite)
                .Select(property => new RecipeKey(prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name), property, property.GetValue(defaults))),
        ];
    }

    /// <summary>Every key that holds a value, sections opened.</summary>
    public static IEnumerable<RecipeKey> All() => KeysOf(typeof(Recipe), "")
        .SelectMany(key => key.IsSection ? KeysOf(key.Type, key.Path + ".") : [key])
        .Concat(ModelMaps.SelectMany(record => KeysOf(record, "model.")));
}
