using Mpa.Models;
using Mpa.Torch.Checkpoints;
using Mpa.Torch.Families;
using Mpa.Torch.Generation;
using TorchSharp;

namespace Mpa.Torch;

/// <summary>
/// A checkpoint folder on this machine as a model that can be asked. Families: Idefics3 and SmolVLM, Qwen2-VL,
/// Qwen2.5-VL. Safe to use from several threads: calls wait for one another. A prompt is one user turn, images first.
/// </summary>
public sealed class TorchModel : IVisionLanguageModel
{
    private readonly BatchAnswerer _answerer;
    private readonly Lazy<string> _fingerprint;
    private readonly WorkThread _thread;

    private TorchModel(string name, BatchAnswerer answerer, Lazy<string> fingerprint, WorkThread thread)
    {
        Name = name;
        _answerer = answerer;
        _fingerprint = fingerprint;
        _thread = thread;
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>
    /// SHA-256 of weights, configuration and tokenizer; the files are read when it is first asked for.
    /// </summary>
    public string Fingerprint => _fingerprint.Value;

    /// <summary>Loads a folder as the Hugging Face hub lays it out.</summary>
    /// <param name="folder">With config.json, safetensors, tokenizer.json and preprocessor_config.json.</param>
    /// <param name="options">Null: <see cref="TorchModelOptions.Default"/>.</param>
    /// <exception cref="MpaException">The folder can't be used; the message says which file and why.</exception>
    public static TorchModel Load(string folder, TorchModelOptions? options = null)
    {
        options ??= TorchModelOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads ?? 1, 1);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string name = Path.GetFileName(full);
        Lazy<string> fingerprint = new(() => ReadFingerprint(full, options));
        (WorkThread thread, BatchAnswerer answerer) =
            WorkThread.Start($"mpa {name}", () => Answerer(full, options, fingerprint));
        return new TorchModel(name, answerer, fingerprint, thread);
    }

    /// <summary>
    /// The fingerprint that the loaded model would have; reads its files and loads no libtorch. A folder that can't be
    /// loaded has none.
    /// </summary>
    /// <param name="folder">As <see cref="Load"/> takes it.</param>
    /// <param name="options">Null: <see cref="TorchModelOptions.Default"/>.</param>
    /// <exception cref="MpaException">The folder can't be used; the message says which file and why.</exception>
    public static string FingerprintOf(string folder, TorchModelOptions? options = null)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        options ??= TorchModelOptions.Default;
        ModelFamilies.Check(full, options);
        return ReadFingerprint(full, options);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelReply>> AskAsync(
        IReadOnlyList<ModelRequest> batch, CancellationToken cancellation) =>
        _thread.Run(() => _answerer.Ask(batch, cancellation), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _thread.End(_answerer.Dispose);

    private static BatchAnswerer Answerer(string folder, TorchModelOptions options, Lazy<string> fingerprint)
    {
        if (options.Threads is { } threads)
        {
            torch.set_num_threads(threads);
        }

        FeatureFiles? files = options.Features is { } room ? new FeatureFiles(room, fingerprint.Value) : null;
        return new BatchAnswerer(LoadedModel.Load(folder, options), options, files);
    }

    private static string ReadFingerprint(string folder, TorchModelOptions options) =>
        ModelFingerprint.Of(folder, WeightFiles.Of(folder), options);
}
