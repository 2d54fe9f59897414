using System.Runtime.InteropServices;

namespace Mpa.Cli;

/// <summary>Turns the first Ctrl-C (or SIGTERM) into a cancellation; the second one ends the process as usual.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly TextWriter _error;

    /// <summary>Begins to listen.</summary>
    /// <param name="error">Where the first signal is answered.</param>
    public Signals(TextWriter error)
    {
        _error = error;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Canceled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        _error.WriteLine("stopping after the batch under way; once more stops at once");
        _source.Cancel();
    }
}
