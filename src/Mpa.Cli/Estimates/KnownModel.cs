using Mpa.Models;
using Mpa.Recipes;
using Mpa.Torch;
using Mpa.Torch.Inspection;

namespace Mpa.Cli.Estimates;

/// <summary>What estimates know of a checkpoint folder.</summary>
/// <param name="Size">Of its parts.</param>
/// <param name="Image">What an image of a usual size comes to.</param>
/// <param name="Weights">The number type it answers in.</param>
internal sealed record KnownModel(ModelSize Size, ImageExtent Image, WeightType Weights)
{
    // Assumed: as TextVQA's photographs are (Open Images), before a model's image processor brings them to its size.
    private static readonly (int Width, int Height) Usual = (1024, 768);

    // For a folder whose files don't tell.
    private static readonly ImageExtent Unknown = new(1000, 1000);

    /// <summary>Null for a served model and a folder without weights.</summary>
    /// <exception cref="MpaException">A weight file is damaged.</exception>
    public static KnownModel? Of(ModelReference model) =>
        model.Folder is { } folder && ModelSize.Of(folder.Path) is { } size
            ? new KnownModel(size, Extent(folder), WeightTypes.Named(folder.Dtype))
            : null;

    private static ImageExtent Extent(FolderOptions folder)
    {
        try
        {
            return ImageExtent.Of(folder.Path, TorchModelOptions.Of(folder), Usual) ?? Unknown;
        }
        catch (MpaException)
        {
            return Unknown; // an estimate; whoever loads the model says what is wrong with the file
        }
    }
}

/// <summary>
/// The models of a recipe, each looked at once; null is a served model, a folder without weights, or no judge.
/// </summary>
/// <param name="Teacher">Who annotates.</param>
/// <param name="Student">Who learns.</param>
/// <param name="Advisers">Who else is asked.</param>
internal sealed record KnownModels(
    KnownModel? Teacher, KnownModel? Student, IReadOnlyDictionary<ModelRole, KnownModel?> Advisers)
{
    /// <summary>Of a recipe.</summary>
    /// <exception cref="MpaException">A weight file is damaged.</exception>
    public static KnownModels Of(Recipe recipe) => new(
        KnownModel.Of(recipe.Teacher),
        KnownModel.Of(recipe.Student),
        recipe.Advisers.ToDictionary(adviser => adviser.Role, adviser => KnownModel.Of(adviser.Model)));

    /// <summary>The model in a role; the leveled student is as large as the student.</summary>
    public KnownModel? this[ModelRole role] => role switch
    {
        ModelRole.Teacher => Teacher,
        ModelRole.Judge or ModelRole.Opinion or ModelRole.Filter => Advisers.GetValueOrDefault(role),
        _ => Student,
    };
}
