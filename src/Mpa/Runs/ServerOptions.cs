namespace Mpa.Runs;

/// <summary>A model behind an OpenAI-compatible server.</summary>
public sealed record ServerOptions
{
    /// <summary>Base address of the server, such as http://localhost:8000/v1.</summary>
    public required string Url { get; init; }

    /// <summary>The model's name on the server.</summary>
    public required string Model { get; init; }
}
