using Microsoft.Extensions.Hosting;

namespace Mpa.Web;

/// <summary>The server lives as long as its caller says; the default would listen to Ctrl-C itself and end replies under way.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
