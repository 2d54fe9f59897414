using Polly;

namespace Mpa.Hub;

/// <summary>A hub to ask: client, retries around each request, and the options of both.</summary>
internal sealed record HubSource(HubClient Client, ResiliencePipeline Retry, HubOptions Options);
