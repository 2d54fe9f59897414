using System.Globalization;
using System.Text;
using Mpa.Cli.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Recipes;

/// <summary>
/// Recipes broken at random load, or are refused in a sentence; none breaks the reader or keeps it busy.
/// </summary>
public sealed class RecipeMutantTests
{
    private const string Letters = "[]{}:,-?&*!|>'\"%@`#~ \t\n\r\0\u0085\u2028\ufeff\ud800\\0x=<.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_recipe_broken_at_random_is_refused_in_a_sentence()
    {
        string[] texts = [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes"), "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)];
        string count = Environment.GetEnvironmentVariable("MPA_MUTANTS") ?? "1000";
        for (int seed = 1; seed <= int.Parse(count, CultureInfo.InvariantCulture); seed++)
        {
            string mutant = Mutate(texts[seed % texts.Length], new Random(seed));
            Exception? error = await Task.Run(() => Record.Exception(() => Load(mutant)))
                .WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.True(error is null or MpaException, $"seed {seed}: {error}");
            Assert.True(error is null || error.Message.StartsWith("my.yaml", StringComparison.Ordinal), error?.Message);
        }
    }

    private static void Load(string yaml) =>
        RecipeLoader.Read(yaml, "my.yaml", "/work/recipes", [], mustExist: false);

    private static string Mutate(string text, Random random)
    {
        StringBuilder mutant = new(text);
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            int at = random.Next(mutant.Length + 1);
            switch (random.Next(5))
            {
                case 0 when at < mutant.Length:
                    mutant.Remove(at, random.Next(1, Math.Min(60, mutant.Length - at) + 1));
                    break;
                case 1 when at < mutant.Length:
                    mutant[at] = Letters[random.Next(Letters.Length)];
                    break;
                case 2:
                    mutant.Insert(at, $"{Letters[random.Next(Letters.Length)]}", random.Next(1, 2000));
                    break;
                case 3:
                    mutant.Insert(at, text[random.Next(text.Length)..]);
                    break;
                default:
                    mutant.Insert(at, Letters[random.Next(Letters.Length)]);
                    break;
            }
        }

        return mutant.ToString();
    }
}
