using System.Collections.Concurrent;

namespace Mpa.Torch;

/// <summary>
/// The one thread that does a model's work, from loading to disposing, call after call. For every living thread that
/// ever called libtorch, OpenMP keeps a team and malloc an arena of its own: on the thread pool's threads the same
/// work took gigabytes more. And with more threads in teams than there are cores, OpenMP lets them sleep at every
/// barrier in place of a short spin: loading on another thread alone made the demo's leveling half as slow again
/// (docs/log.md, 2026-11-24).
/// </summary>
internal sealed class WorkThread : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];
    private readonly Thread _thread;
    private bool _ended;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">For debuggers.</param>
    public WorkThread(string name)
    {
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Starts a thread and loads on it what it will work with; where that fails, the thread ends.</summary>
    /// <param name="name">For debuggers.</param>
    /// <param name="load">Makes what <see cref="End"/> is to dispose.</param>
    public static (WorkThread Thread, T Loaded) Start<T>(string name, Func<T> load)
    {
        WorkThread thread = new(name);
        try
        {
            return (thread, thread.Do(load));
        }
        catch
        {
            thread.Dispose();
            throw;
        }
    }

    /// <summary>Does the work after all that was asked before; its result or exception is the task's.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellation">Work that has not begun yet is left out.</param>
    /// <exception cref="InvalidOperationException">The thread has ended.</exception>
    public Task<T> Run<T>(Func<T> work, CancellationToken cancellation)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add(() => Finish(work, result, cancellation), CancellationToken.None);
        return result.Task;
    }

    /// <summary>As <see cref="Run{T}"/>, for work that has no result.</summary>
    public Task Run(Action work, CancellationToken cancellation) => Run(
        () =>
        {
            work();
            return true;
        },
        cancellation);

    /// <summary>As <see cref="Run{T}"/>, and waits for the result.</summary>
    public T Do<T>(Func<T> work) => Run(work, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>As <see cref="Run(Action, CancellationToken)"/>, and waits for the end.</summary>
    public void Do(Action work) => Run(work, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>
    /// Does this after all that was asked before, such as disposing what the thread loaded, and ends it.
    /// </summary>
    public void End(Action last)
    {
        if (_ended)
        {
            return;
        }

        try
        {
            Do(last);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Waits for the work under way and ends the thread, and with it the team.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _calls.CompleteAdding();
        _thread.Join();
        _calls.Dispose();
    }

    private static void Finish<T>(Func<T> work, TaskCompletionSource<T> result, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            result.SetResult(work());
        }
        catch (OperationCanceledException error) when (cancellation.IsCancellationRequested)
        {
            result.SetCanceled(error.CancellationToken);
        }
        catch (Exception error)
        {
            // The caller sees it: the thread itself goes on.
            result.SetException(error);
        }
    }

    private void Work()
    {
        foreach (Action call in _calls.GetConsumingEnumerable())
        {
            call();
        }
    }
}
