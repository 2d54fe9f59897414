using System.Diagnostics;
using System.Text.Json.Nodes;
using Mpa.Runs;
using Mpa.Testing;

namespace Mpa.Cli.Tests;

/// <summary>The real program with a teacher behind a server: killed, paid for, without its key in any file.</summary>
public sealed class ServedTeacherTests : IDisposable
{
    private const int Images = 30;
    private const int Concurrency = 4;
    private const string Key = "sk-test-9f8e7d6c5b4a";
    private static readonly string Trained = Path.Combine(Repository.Root, "tests", "goldens", "trained");
    private readonly TemporaryFolder _folder = new();
    private readonly ListeningTeacher _teacher = new();

    private RunFolder Run => new(_folder.At("run"));

    public void Dispose()
    {
        _teacher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_killed_again_and_again_asks_no_answered_request_twice_and_never_writes_its_key()
    {
        string recipe = WriteRecipe();
        Dictionary<string, string> answered = [];
        string output = "";
        for (int kill = 0; kill < 3; kill++)
        {
            output += Start("annotate", recipe, killAtReply: _teacher.Replies + 8).Output;
            AssertKept(answered);
        }

        (int? code, string rest) = Start("annotate", recipe);
        output += rest;

        Assert.True(code == 0, output);
        AssertKept(answered);
        Assert.Equal(Images, answered.Count);
        Assert.InRange(_teacher.Replies, Images, Images + (3 * Concurrency));
        Assert.All(
            Directory.GetFiles(Run.Root, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(Key, File.ReadAllText(file)));
        Assert.DoesNotContain(Key, output);
        Assert.Contains("[key]", File.ReadAllText(Run.Annotations));
    }

    [Fact]
    public void A_plan_tells_tokens_and_money_and_a_budget_stops_the_run_until_it_is_raised()
    {
        string recipe = WriteRecipe("inputPrice: 2", "outputPrice: 10", "budget: 0.045");

        (int? stopped, string spent) = Start("annotate", recipe);
        (int? planned, string plan) = Start("plan", recipe);
        (int? done, string rest) = Start("annotate", recipe, settings: "teacher.budget=1");

        Assert.Equal((2, 0, 0), (stopped, planned, done));
        Assert.Contains("The budget is spent: 0.045 USD of 0.045 for 15 replies.", spent);
        Assert.Contains("cost    about ", plan);
        Assert.Contains("; 0.045 USD spent of a budget of 0.045 USD", plan);
        Assert.Contains("0.090 USD", rest);
        Assert.Equal(Images, _teacher.Replies);
    }

    /// <summary>Rows that were on file stay as they are: they were not asked again.</summary>
    private void AssertKept(Dictionary<string, string> answered)
    {
        Dictionary<string, string> now = File.ReadLines(Run.Annotations)
            .Select(line => JsonNode.Parse(line)!)
            .ToDictionary(row => (string)row["id"]!, row => (string)row["rawReply"]!);
        Assert.All(answered, row => Assert.Equal(row.Value, now[row.Key]));
        foreach ((string id, string reply) in now)
        {
            answered[id] = reply;
        }
    }

    private string WriteRecipe(params string[] prices)
    {
        string more = string.Join("\n  ", prices);
        RealProgram.CopyImages(Path.Combine(Trained, "images"), Images, _folder.At("images"));
        return _folder.Write("recipe.yaml", $$"""
            task: demo
            images: images
            teacher:
              url: {{_teacher.Url}}
              model: listening
              keyVariable: MPA_TEST_KEY
              concurrency: {{Concurrency}}
              {{more}}
            student: {{Trained}}/student
            output: run
            """);
    }

    /// <summary>
    /// Runs the program; kills it when the server is about to send that reply. The code is null for a killed one.
    /// </summary>
    private (int? Code, string Output) Start(
        string command, string recipe, int? killAtReply = null, string? settings = null)
    {
        string[] more = settings is null ? [] : ["--set", settings];
        using Process process = RealProgram.Start([command, recipe, .. more], ("MPA_TEST_KEY", Key));
        _teacher.BeforeReply = number =>
        {
            if (number == killAtReply)
            {
                process.Kill();
            }
        };
        (int code, string output) = RealProgram.Finish(process);
        return (killAtReply is null ? code : null, output);
    }
}
