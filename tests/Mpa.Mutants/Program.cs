using System.CommandLine;
using Mpa.Mutants;
using Mpa.Mutants.Kinds;

// Seeded mutants of small real inputs, each given to the built mpa. A mutant passes unless mpa ends in a stack trace
// (exit 70), by a signal, after more than 20 seconds (--seconds) or above 2 GiB. The last line is "N passed, N failed".
Option<int> count = new("--count") { Description = "Mutants of each kind.", DefaultValueFactory = _ => 100 };
Option<int> seed = new("--seed") { Description = "The first mutant's number.", DefaultValueFactory = _ => 1 };
Option<string[]> kinds = new("--kind")
{
    Description = "Which kinds; all without it.",
    AllowMultipleArgumentsPerToken = true,
};
Option<string> keep = new("--keep")
{
    Description = "Where failing mutants are kept, with command and output.",
    DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "mpa-mutants"),
};
Option<string> program = new("--mpa")
{
    Description = "The program under test.",
    DefaultValueFactory = _ => Seeds.BuiltProgram,
};
Option<int> seconds = new("--seconds")
{
    Description = "Time that a command may take; more where others are at work on the machine.",
    DefaultValueFactory = _ => 20,
};
kinds.AcceptOnlyFromAmong([.. MutantKind.All.Select(kind => kind.Name)]);

RootCommand root = new("Gives mpa broken files and replies, and says which of them break it.")
{
    count, seed, kinds, keep, program, seconds,
};
root.SetAction(parsed =>
{
    string[] wanted = parsed.GetValue(kinds) is { Length: > 0 } some ? some : [.. MutantKind.All.Select(k => k.Name)];
    using Seeds seeds = new(parsed.GetRequiredValue(program));
    Rounds rounds = new(seeds, parsed.GetRequiredValue(keep), parsed.GetValue(seconds));
    foreach (MutantKind kind in MutantKind.All.Where(kind => wanted.Contains(kind.Name)))
    {
        rounds.Run(kind, parsed.GetValue(seed), parsed.GetValue(count));
    }

    Console.WriteLine($"{rounds.Passed} passed, {rounds.Failed} failed");
    return rounds.Failed > 0 ? 1 : 0;
});
return root.Parse(args).Invoke();
