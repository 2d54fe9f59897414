using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mpa.Cli.Commands;
using Mpa.Recipes;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Commands;

public sealed class ServeTests
{
    [Fact]
    public async Task A_served_model_answers_at_the_printed_address_until_Ctrl_C()
    {
        // Given
        using CliWorld world = new();
        using CancellationTokenSource ctrlC = new();
        using AnnouncedLines output = new("next ");
        Terminal terminal = new(output, TextWriter.Null, Interactive: false, Color: false, 160, TimeProvider.System);
        string[] args = ["serve", world.At("teacher"), "--port", "0", "--adapter", $"tuned={world.At("student")}"];

        // When
        Task<int> served = new MpaApp(terminal, world.Workshop).RunAsync(args, ctrlC.Token);
        await output.Announced.WaitAsync(TestContext.Current.CancellationToken);
        string address = Regex.Match(output.ToString(), "http://[^ ]+/v1").Value;
        string reply = await AskAsync(address, "tuned", "hello");
        await ctrlC.CancelAsync();

        // Then
        Assert.Equal((ExitCode.Done, "tuned: hello"), (await served, reply));
        Snapshot.Match(Regex.Replace(output.ToString(), @":\d+/", ":PORT/"), "announcement");
    }

    [Theory]
    [InlineData(
        "error: nowhere: there is no such model folder; mpa models lists those in ROOT/home\n", "nowhere")]
    [InlineData(
        "error: --address example.org: must be an IP address, such as 127.0.0.1 (this machine only) " +
        "or 0.0.0.0 (every network it is in)\n",
        "recipes", "--address", "example.org")]
    [InlineData(
        "error: 0.0.0.0 can be reached from other machines, so clients must show a token: put one of 16 characters " +
        "or more in the environment variable MPA_SERVE_TOKEN, or serve on 127.0.0.1\n",
        "recipes", "--address", "0.0.0.0")]
    [InlineData("error: port 70000: must be from 0 (any free one) to 65535\n", "recipes", "--port", "70000")]
    [InlineData(
        "error: --adapter tuned: must be a name and a folder, such as --adapter tuned=out/adapter\n",
        "recipes", "--adapter", "tuned")]
    [InlineData("error: nowhere: there is no such adapter folder\n", "recipes", "--adapter", "tuned=nowhere")]
    [InlineData("error: --dtype float8: must be one of float32, bfloat16, int8\n", "recipes", "--dtype", "float8")]
    public async Task Wrong_options_are_users_errors(string expected, params string[] args)
    {
        using CliWorld world = new();

        Assert.Equal(new CliResult(2, "", expected), await world.RunAsync(["serve", .. args]));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("bfloat16")]
    [InlineData("int8")]
    public void A_model_is_served_in_every_number_type_of_a_recipe(string dtype)
    {
        using CliWorld world = new();

        ChatModelOptions served = ServeRequest.Of(world.At("student"), "/nowhere", null, [], 1, dtype);

        Assert.Equal(new FolderOptions { Path = world.At("student"), Dtype = dtype }, served.Folder);
    }

    private static async Task<string> AskAsync(string address, string model, string text)
    {
        using HttpClient client = new();
        CancellationToken token = TestContext.Current.CancellationToken;
        string body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}]}""";
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync($"{address}/chat/completions", content, token);
        JsonElement completion = JsonElement.Parse(await response.Content.ReadAsStringAsync(token));
        return completion.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    /// <summary>Keeps what is written, and tells when a line with the given beginning was.</summary>
    private sealed class AnnouncedLines(string beginning) : StringWriter
    {
        private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Announced => _announced.Task;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.StartsWith(beginning, StringComparison.Ordinal))
            {
                _announced.TrySetResult();
            }
        }
    }
}
