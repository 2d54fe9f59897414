using Mpa.Mutants.Kinds;

namespace Mpa.Mutants;

/// <summary>A kind of input that is broken on purpose.</summary>
/// <param name="Name">As typed.</param>
/// <param name="Batch">Mutants that one process may be given; when it fails, each is tried alone.</param>
/// <param name="Prepare">Writes the mutants of these numbers into an empty folder.</param>
internal sealed record MutantKind(
    string Name, int Batch, Func<Seeds, IReadOnlyList<int>, string, Trial> Prepare)
{
    public static IReadOnlyList<MutantKind> All { get; } =
    [
        new("images", 20, ImageMutants.Prepare),
        new("checkpoints", 1, CheckpointMutants.Json),
        new("headers", 1, CheckpointMutants.Header),
        new("recipes", 1, RecipeMutants.Prepare),
        new("data", 1, DataMutants.Prepare),
        new("replies", 10, ReplyMutants.Prepare),
    ];

    /// <summary>The random numbers of one mutant: the same for each call, whatever was made before.</summary>
    public Random Random(int number) => new(Chance.Of(Name, number));
}

/// <summary>What mpa is asked about a batch of mutants.</summary>
/// <param name="Commands">Run one after the other until one fails.</param>
/// <param name="Server">Lives as long as they do.</param>
internal sealed record Trial(IReadOnlyList<string[]> Commands, IDisposable? Server = null);

/// <summary>A way of breaking bytes.</summary>
/// <param name="bytes">Of a whole input; stays as it is.</param>
internal delegate byte[] Mutation(byte[] bytes, Random random);

/// <summary>Seeds of random numbers.</summary>
internal static class Chance
{
    public static int Of(string kind, int number) => kind.Aggregate(number, (sum, letter) => (sum * 31) + letter);

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
