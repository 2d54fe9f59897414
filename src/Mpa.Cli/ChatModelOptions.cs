using Mpa.Recipes;

namespace Mpa.Cli;

/// <summary>A model to be talked to.</summary>
/// <param name="Folder">The checkpoint and how it runs.</param>
/// <param name="Name">What clients call it.</param>
/// <param name="Adapters">PEFT folders by the names that clients call them.</param>
/// <param name="Parallel">Replies written side by side at most.</param>
internal sealed record ChatModelOptions(FolderOptions Folder, string Name, IReadOnlyList<(string Name, string Folder)> Adapters, int Parallel);
