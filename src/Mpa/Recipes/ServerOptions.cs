namespace Mpa.Recipes;

/// <summary>A model behind an OpenAI-compatible server.</summary>
public sealed record ServerOptions
{
    internal const int MostRepairs = 10;

    private static readonly string[] SentAsTheyAre = ["png", "jpeg"];

    /// <summary>Base address of the server, such as http://localhost:8000/v1.</summary>
    [Address]
    public required string Url { get; init; }

    /// <summary>The model's name on the server.</summary>
    [AnyValue("servers name models as they like")]
    public required string Model { get; init; }

    /// <summary>
    /// Other addresses of the same model: all are used side by side, and one that fails is left out until it is back.
    /// </summary>
    [AnyValue("ServerRules looks at each as at url")]
    public IReadOnlyList<string> MoreUrls { get; init; } = [];

    /// <summary>
    /// Name of the environment variable that holds the key, such as OPENAI_API_KEY; without it no key is sent.
    /// </summary>
    [AnyValue("ServerRules refuses a key in its place without telling it")]
    public string? KeyVariable { get; init; }

    /// <summary>Allows http (not https) to other machines; without it http goes to this machine only.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Which version of the model this is, in words of your own; another one asks everything anew.</summary>
    [AnyValue("words of the user's own")]
    public string? Revision { get; init; }

    /// <summary>
    /// What the server must report as its model or system_fingerprint; a reply that reports another stops the run.
    /// </summary>
    [AnyValue("whatever the server reports")]
    public string? Reports { get; init; }

    /// <summary>Requests under way at a time, at most, for each address; fewer when the server is busy.</summary>
    [Between(1, 1024)]
    public int Concurrency { get; init; } = 32;

    /// <summary>Requests sent in a minute to each address; 0 sets no limit.</summary>
    [Between(0, 1_000_000)]
    public int RequestsPerMinute { get; init; }

    /// <summary>Tokens read and written in a minute by each address; 0 sets no limit.</summary>
    [Between(0, 1_000_000_000)]
    public int TokensPerMinute { get; init; }

    /// <summary>Seconds after which a request without a whole reply is given up, and tried again.</summary>
    [Between(1, 3600)]
    public double Timeout { get; init; } = 120;

    /// <summary>
    /// How often a request is tried again after a failure of the server; being told to wait doesn't count.
    /// </summary>
    [Between(0, 100)]
    public int Retries { get; init; } = 5;

    /// <summary>
    /// Share of a stage's requests that may fail; with more the run stops and keeps none of the failures.
    /// </summary>
    [Between(0, 1)]
    public double Failures { get; init; } = 0.05;

    /// <summary>
    /// Minutes for which a server that answered before may fail, or any may turn requests away, before it is given up.
    /// </summary>
    [Between(0, 1440)]
    public double Patience { get; init; } = 15;

    /// <summary>How often the model is shown what was wrong with a reply that holds no pair, and asked again.</summary>
    [Between(0, MostRepairs)]
    public int Repairs { get; init; } = 1;

    /// <summary>
    /// "auto" asks for a pair as JSON by its schema where the server can; "never" reads free text only.
    /// </summary>
    [OneOf("auto", "never")]
    public string Structured { get; init; } = "auto";

    /// <summary>
    /// The request's field that limits the reply; newer OpenAI models want the second, many servers know the first
    /// only.
    /// </summary>
    [OneOf("max_tokens", "max_completion_tokens")]
    public string LimitField { get; init; } = "max_tokens";

    /// <summary>
    /// How much the model thinks before it replies, for models that can be told; without it nothing is said of it.
    /// </summary>
    [OneOf("off", "low", "medium", "high", "on")]
    public string? Thinking { get; init; }

    /// <summary>
    /// How the server is told: "effort" by reasoning_effort (OpenAI, Ollama), "template" by chat_template_kwargs (vLLM,
    /// SGLang, llama.cpp); "auto" says both, and what is refused no more.
    /// </summary>
    [OneOf("auto", "effort", "template")]
    public string ThinkingBy { get; init; } = "auto";

    /// <summary>
    /// Tokens that thoughts may take beside those of the reply: the limit that is sent is higher by so many.
    /// </summary>
    [Between(0, 1_000_000)]
    public int ThinkingTokens { get; init; }

    /// <summary>Fields put into every request as they are, as a JSON object, such as '{"top_k": 20}'.</summary>
    [AnyValue("ServerRules reads it as JSON")]
    public string? ExtraBody { get; init; }

    /// <summary>Formats that are sent as they are; another is sent as PNG.</summary>
    [OneOf("png", "jpeg", "gif", "webp", "bmp")]
    public IReadOnlyList<string> ImageFormats { get; init; } = SentAsTheyAre;

    /// <summary>Width × height up to which an image is sent as it is; a larger one is made smaller.</summary>
    [Between(784, 1_000_000_000)]
    public int MaxPixels { get; init; } = 4_000_000;

    /// <summary>Bytes up to which an image is sent as it is; a larger one is sent as JPEG.</summary>
    [Between(10_000, 100_000_000)]
    public int MaxImageBytes { get; init; } = 10_000_000;

    /// <summary>Price of a million tokens read.</summary>
    [Between(0, 1_000_000)]
    public double InputPrice { get; init; }

    /// <summary>Price of a million tokens written.</summary>
    [Between(0, 1_000_000)]
    public double OutputPrice { get; init; }

    /// <summary>Currency of the prices and the budget.</summary>
    [AnyValue("printed beside amounts, never converted")]
    public string Currency { get; init; } = "USD";

    /// <summary>
    /// What the run may spend; it stops before more, and goes on when this is raised. 0 sets no limit.
    /// </summary>
    [Between(0, 1_000_000_000)]
    public double Budget { get; init; }

    /// <summary>
    /// What of the thinking options makes another reply; nothing where none is stated, so that rows from before these
    /// options keep their keys.
    /// </summary>
    public IReadOnlyList<object?> ThinkingKey() => Thinking is null && ThinkingTokens == 0
        ? []
        : [Thinking, Thinking is null ? null : ThinkingBy, ThinkingTokens];
}
