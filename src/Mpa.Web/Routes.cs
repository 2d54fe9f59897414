namespace Mpa.Web;

/// <summary>Where things are.</summary>
internal static class Routes
{
    public const string Chat = "/v1/chat/completions";
    public const string Models = "/v1/models";
    public const string Health = "/health";
    public const string Metrics = "/metrics";
}
