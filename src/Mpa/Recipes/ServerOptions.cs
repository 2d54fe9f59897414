namespace Mpa.Recipes;

/// <summary>A model behind an OpenAI-compatible server.</summary>
public sealed record ServerOptions
{
    private static readonly string[] SentAsTheyAre = ["png", "jpeg"];

    /// <summary>Base address of the server, such as http://localhost:8000/v1.</summary>
    public required string Url { get; init; }

    /// <summary>The model's name on the server.</summary>
    public required string Model { get; init; }

    /// <summary>Other addresses of the same model: all are used side by side, and one that fails is left out until it is back.</summary>
    public IReadOnlyList<string> MoreUrls { get; init; } = [];

    /// <summary>Name of the environment variable that holds the key, such as OPENAI_API_KEY; without it no key is sent.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Allows http (not https) to other machines; without it http goes to this machine only.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Which version of the model this is, in words of your own; another one asks everything anew.</summary>
    public string? Revision { get; init; }

    /// <summary>What the server must report as its model or system_fingerprint; a reply that reports another stops the run.</summary>
    public string? Reports { get; init; }

    /// <summary>Requests under way at a time, at most, for each address; fewer when the server is busy.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>Requests sent in a minute to each address; 0 sets no limit.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Tokens read and written in a minute by each address; 0 sets no limit.</summary>
    public int TokensPerMinute { get; init; }

    /// <summary>Seconds after which a request without a whole reply is given up, and tried again.</summary>
    public double Timeout { get; init; } = 120;

    /// <summary>How often a request is tried again after a failure of the server; being told to wait doesn't count.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Share of a stage's requests that may fail; with more the run stops and keeps none of the failures.</summary>
    public double Failures { get; init; } = 0.05;

    /// <summary>Minutes for which a server that answered before may fail, or ask to wait, before the run stops.</summary>
    public double Patience { get; init; } = 15;

    /// <summary>How often the model is shown what was wrong with a reply that holds no pair, and asked again.</summary>
    public int Repairs { get; init; } = 1;

    /// <summary>"auto" asks for a pair as JSON by its schema where the server can; "never" reads free text only.</summary>
    public string Structured { get; init; } = "auto";

    /// <summary>The request's field that limits the reply; newer OpenAI models want the second, many servers know the first only.</summary>
    public string LimitField { get; init; } = "max_tokens";

    /// <summary>Fields put into every request as they are, as a JSON object, such as '{"top_k": 20}'.</summary>
    public string? ExtraBody { get; init; }

    /// <summary>Formats that are sent as they are; another is sent as PNG.</summary>
    public IReadOnlyList<string> ImageFormats { get; init; } = SentAsTheyAre;

    /// <summary>Width × height up to which an image is sent as it is; a larger one is made smaller.</summary>
    public int MaxPixels { get; init; } = 4_000_000;

    /// <summary>Bytes up to which an image is sent as it is; a larger one is sent as JPEG.</summary>
    public int MaxImageBytes { get; init; } = 10_000_000;

    /// <summary>Price of a million tokens read.</summary>
    public double InputPrice { get; init; }

    /// <summary>Price of a million tokens written.</summary>
    public double OutputPrice { get; init; }

    /// <summary>Currency of the prices and the budget.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>What the run may spend; it stops before more, and goes on when this is raised. 0 sets no limit.</summary>
    public double Budget { get; init; }
}
