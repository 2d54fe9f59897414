using Mpa.Chats;
using Mpa.Hub;
using Mpa.Recipes;
using Mpa.Runs;
using Mpa.Torch;

namespace Mpa.Cli;

/// <summary>
/// What the commands work with: the one place where the method meets the engine and this machine. Tests put fakes in
/// the parts' places.
/// </summary>
internal sealed record Workshop
{
    /// <summary>Models, data, images, trainer and clock, as the method takes them.</summary>
    public required RunParts Run { get; init; }

    /// <summary>What needs the engine beside runs.</summary>
    public required IEngine Engine { get; init; }

    /// <summary>Folders of the user, and the memory there is.</summary>
    public required Places Places { get; init; }

    /// <summary>Runs a recipe in a process of its own.</summary>
    public required IRunElsewhere Elsewhere { get; init; }

    /// <summary>
    /// Draws the demo's truth into a folder, checked against the folder of unlabeled charts; false when it was there
    /// already.
    /// </summary>
    public required Func<string, string, bool> DrawWorld { get; init; }
}

/// <summary>The engine as commands use it; a command that needs none of it loads no libtorch.</summary>
internal interface IEngine
{
    /// <summary>Opens a model folder for many people to talk to.</summary>
    IChatModel OpenChat(ChatModelOptions chat);

    /// <summary>What <c>mpa doctor</c> tells of it.</summary>
    IReadOnlyList<(string Name, string Value)> Facts();

    /// <summary>Measures how fast it is here.</summary>
    /// <param name="tell">Told what is measured next.</param>
    /// <param name="cancellation">Ends it.</param>
    EngineSpeed Measure(Action<string> tell, CancellationToken cancellation);

    /// <summary>
    /// Refuses, with an <see cref="MpaException"/>, a folder that can't be asked; no weight is read.
    /// </summary>
    void Check(string folder);

    /// <summary>Makes a bundled model from its recipe file; returns an exit code.</summary>
    Task<int> PretrainAsync(string recipe, Terminal terminal, CancellationToken cancellation);
}

/// <summary>Runs recipes in processes of their own; in tests, in this one.</summary>
internal interface IRunElsewhere
{
    /// <summary>Runs <c>mpa run</c>.</summary>
    /// <param name="recipe">Path of the recipe.</param>
    /// <param name="threads">Of libtorch.</param>
    /// <param name="line">Told each line that the run prints.</param>
    /// <param name="cancellation">Lets the run stop by itself, and ends it when it doesn't.</param>
    /// <returns>Its exit code, and what it wrote to standard error.</returns>
    Task<(int Code, string Error)> RunAsync(
        string recipe, int threads, Action<string> line, CancellationToken cancellation);
}

/// <summary>Folders of the user, and the memory there is.</summary>
/// <param name="Cache">What mpa measured and hashed is kept here.</param>
/// <param name="Models">Pulled models lie here.</param>
/// <param name="Hub">
/// Which hub models are pulled from; throws an <see cref="MpaException"/> for a wrong address.
/// </param>
/// <param name="Memory">Bytes that this machine lets the program use.</param>
internal sealed record Places(string Cache, string Models, Func<HubOptions> Hub, long Memory);

/// <summary>A model to be talked to.</summary>
/// <param name="Folder">The checkpoint and how it runs.</param>
/// <param name="Name">What clients call it.</param>
/// <param name="Adapters">PEFT folders by the names that clients call them.</param>
/// <param name="Parallel">Replies written side by side at most.</param>
/// <param name="MarksInText">Whether chat marks in a text that a client sends count as marks.</param>
internal sealed record ChatModelOptions(
    FolderOptions Folder,
    string Name,
    IReadOnlyList<(string Name, string Folder)> Adapters,
    int Parallel,
    bool MarksInText = false);
