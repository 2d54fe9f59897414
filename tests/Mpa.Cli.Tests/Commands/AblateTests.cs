using System.Text.Json;
using Mpa.Cli.Ablations;
using Mpa.Cli.Recipes;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class AblateTests
{
    private const string Recipe = """
        base: my.yaml
        output: out
        atATime: 1
        variants:
          mpa:
          no-pi: { level: { select: all } }
          agree: { identify: { samples: 2, agree: 2 } }
        """;

    private const string Advised = """
          filter: { annotate: { filter: teacher } }
          opinion: { identify: { opinion: other } }
        """;

    [Fact]
    public async Task Variants_run_after_what_they_share_and_are_compared()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", Recipe);

        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(["shared", "mpa", "no-pi", "agree"], world.RanElsewhere.Select(run => run.Name));
        Assert.Contains("4 of 4 runs done", result.LastLine);
        Assert.All(["html", "md", "json"], kind => Assert.True(File.Exists(world.At("out", $"compare.{kind}"))));
        Snapshot.Match(End(result), "end");
    }

    [Fact]
    public async Task Both_models_are_asked_once_for_all()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", Recipe);

        await world.RunAsync("ablate", world.At("ablations.yaml"));

        // Six images: a pair each, two answers of the teacher and one of the student to each pair; four test questions
        // before, by the teacher, and after each of three.
        Assert.Equal(6 + 12 + 6 + 4 + 4 + 12, world.Prompts.Count);
        Assert.All(["mpa", "no-pi", "agree"], name => Assert.Equal(6, Reused(world, name)));
    }

    [Fact]
    public async Task The_same_command_again_does_nothing_again()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", Recipe);
        await world.RunAsync("ablate", world.At("ablations.yaml"));
        world.Prompts.Clear();

        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));
        CliResult plan = await world.RunAsync("ablate", world.At("ablations.yaml"), "--plan");

        Assert.Empty(world.Prompts);
        Assert.Equal(0, result.Code);
        Assert.Contains("time    about 0:00 still", plan.Out);
    }

    [Fact]
    public async Task A_plan_tells_requests_steps_and_time_and_runs_nothing()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", Recipe);

        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"), "--plan");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Empty(world.RanElsewhere);
        Assert.False(Directory.Exists(world.At("out")));
        Snapshot.Match(result.Out, "plan");
    }

    [Fact]
    public async Task What_a_variant_asks_beside_teacher_and_student_is_all_that_it_asks_anew()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", $"{Recipe}\n{Advised}");
        world.Write("other/config.json", "{}");

        CliResult plan = await world.RunAsync("ablate", world.At("ablations.yaml"), "--plan");
        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        // Seven files to look at, at most seven pairs to have an opinion on, four test questions.
        Assert.Matches(@"\nfilter +≤11 ", plan.Out);
        Assert.Matches(@"\nopinion +≤11 ", plan.Out);
        Assert.Equal((0, ""), (result.Code, result.Error));

        // Six pairs, and the teacher's and the student's answer to each.
        Assert.Equal((6, 12, 6), (Reused(world, "filter"), Answers(world, "filter"), Reused(world, "opinion")));
    }

    [Fact]
    public async Task A_variant_may_ask_the_student_that_another_levels_and_runs_after_it()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", """
            base: my.yaml
            output: out
            atATime: 2
            variants:
              second: { identify: { opinion: out/mpa/4-leveled } }
              mpa:
              longer: { student: out/mpa/4-leveled }
            """);

        CliResult plan = await world.RunAsync("ablate", world.At("ablations.yaml"), "--plan");
        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        Assert.Equal((0, ""), (plan.Code, plan.Error));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(["shared", "mpa"], world.RanElsewhere.Select(run => run.Name).Take(2));
        Assert.Equal(4, world.RanElsewhere.Count);
    }

    [Fact]
    public async Task A_student_that_no_variant_levels_must_be_there()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", """
            base: my.yaml
            output: out
            variants:
              mpa:
              second: { identify: { opinion: out/mpb/4-leveled } }
            """);

        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        Assert.Equal(2, result.Code);
        Assert.Contains(":5: identify.opinion.model: there is no ROOT/out/mpb/4-leveled", result.Error);
    }

    [Fact]
    public async Task A_variant_that_fails_does_not_stop_the_others()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", Recipe);
        world.Failing.Add("no-pi");

        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        Assert.Equal(1, result.Code);
        Assert.Contains("no-pi ended with exit code 1; alone: mpa run", result.Error);
        Assert.Contains("no space left", result.Error);
        Assert.Contains("agree", File.ReadAllText(world.At("out", "compare.md")));
    }

    [Fact]
    public async Task Each_variants_recipe_runs_alone()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", Recipe);
        await world.RunAsync("ablate", world.At("ablations.yaml"));
        world.Prompts.Clear();

        CliResult result = await world.RunAsync("run", world.At("out", "recipes", "no-pi.yaml"));

        Assert.Equal(0, result.Code);
        Assert.Empty(world.Prompts);
    }

    [Fact]
    public async Task The_demos_truth_is_drawn_before_the_variant_that_needs_it()
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", """
            base: my.yaml
            output: out
            world: truth
            variants:
              mpa:
              human: { level: { select: human, labels: truth/labels.jsonl } }
            """);

        CliResult plan = await world.RunAsync("ablate", world.At("ablations.yaml"), "--plan");
        Assert.Empty(world.Drawn);
        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        Assert.Equal((0, 0), (plan.Code, result.Code));
        Assert.Equal([("truth", "images")], world.Drawn);
        string compared = File.ReadAllText(world.At("out", "compare.md")).Replace("\\", "");
        Assert.Contains("the demo world's own truth", compared);
    }

    [Theory]
    [InlineData("", "\"variants\" is missing")]
    [InlineData("variants: [a]\n", "variants must be a map")]
    [InlineData("variants: { Bad_Name: }\n", "can't name a variant")]
    [InlineData("variants: { shared: }\n", "can't name a variant")]
    [InlineData("variants: { a: 3 }\n", "variants.a must be a map")]
    [InlineData("variants: { a: { level: { selct: all } } }\n", "did you mean \"select\"?")]
    [InlineData("variants: { a: { level: { select: everything } } }\n", "level.select must be one of")]
    [InlineData("variants: { a: }\natATime: 0\n", "atATime must be a whole number")]
    [InlineData("variants: { a: }\nworld: [b]\n", "world must be a path")]
    public async Task A_wrong_recipe_is_told_by_key_and_value(string rest, string told)
    {
        using CliWorld world = new();
        world.Write("ablations.yaml", "base: my.yaml\noutput: out\n" + rest);

        CliResult result = await world.RunAsync("ablate", world.At("ablations.yaml"));

        Assert.Equal(2, result.Code);
        Assert.Contains(told, result.Error);
    }

    [Fact]
    public async Task Compare_writes_one_page_and_refuses_runs_of_different_tests()
    {
        using CliWorld world = new();
        string run = world.At("run"), all = world.At("all"), limited = world.At("short"), output = world.At("compared");
        await world.RunAsync("run", world.Recipe);
        await world.RunAsync("run", world.Recipe, "--set", $"output={all}", "--set", "level.select=all");
        await world.RunAsync("run", world.Recipe, "--set", $"output={limited}", "--set", "evaluate.limit=2");

        CliResult same = await world.RunAsync("compare", run, all, "--output", output);
        CliResult other = await world.RunAsync("compare", run, limited, "--output", output);
        CliResult shared = await world.RunAsync("compare", run, limited, "--output", output, "--shared-questions");

        Assert.Equal((0, "", "page    ROOT/compared/compare.html"), (same.Code, same.Error, same.LastLine));
        Assert.Equal(2, other.Code);
        Assert.Contains("short answered 2 questions and run 4", other.Error);
        Assert.Equal(0, shared.Code);
    }

    [Fact]
    public async Task A_run_of_several_rounds_ends_with_a_line_a_round()
    {
        using CliWorld world = new();

        const string Rounds = "rounds={most: 2, minKept: 1, holdOut: 0.5}";
        CliResult result = await world.RunAsync("run", world.Recipe, "--set", Rounds);

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("round 1  trained on", result.Out);
        Assert.Contains("ended   only 0 pairs are left to learn, fewer than 1", result.Out);
    }

    /// <summary>The demo's variants are stated twice, together and each alone; this keeps the two the same.</summary>
    [Fact]
    public void Each_variant_of_the_demo_is_a_recipe_of_its_own_too()
    {
        string folder = Path.Combine(Repository.Root, "recipes");
        AblationFile file = AblationFile.Load(Path.Combine(folder, "demo-ablations.yaml"), []);
        Dictionary<string, string> together = file.Bind("/nowhere", mustExist: false, 2).Variants
            .Where(variant => !variant.Name.EndsWith("-seed-1", StringComparison.Ordinal))
            .ToDictionary(variant => variant.Name, variant => Plain(variant.Recipe));
        string[] alone = Directory.GetFiles(Path.Combine(folder, "ablations"));

        Assert.Equal(alone.Select(Path.GetFileNameWithoutExtension).Order(), together.Keys.Order());
        Assert.All(alone, one => Assert.Equal(
            Plain(RecipeLoader.Load(one, [], mustExist: false)), together[Path.GetFileNameWithoutExtension(one)]));
    }

    private static string Plain(Recipe recipe)
    {
        EvaluateOptions evaluate = recipe.Evaluate! with { Forgetting = null };
        return JsonSerializer.Serialize(
            recipe with { Output = "", Reuse = [], Evaluate = evaluate }, MpaJson.Indented);
    }

    private static long Reused(CliWorld world, string name) => Reused(world, name, Stage.Annotate);

    private static long Answers(CliWorld world, string name) => Reused(world, name, Stage.Identify);

    private static long Reused(CliWorld world, string name, Stage stage) =>
        ManifestStore.Read(new RunFolder(world.At("out", name)))!.Stages[stage].Reused;

    /// <summary>What stands below the lines of the runs.</summary>
    private static string End(CliResult result) => string.Join('\n', result.Out
        .Split('\n')
        .SkipWhile(line => line.StartsWith('[') || line.StartsWith("mpa ablate", StringComparison.Ordinal)));
}
