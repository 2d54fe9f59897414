using Mpa.Torch.Families;
using Mpa.Torch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Embedding = Mpa.Torch.Layers.Embedding;

namespace Mpa.Torch.Lora;

/// <summary>
/// Reads a PEFT folder for a model: all names and shapes are checked before the first tensor is read.
/// </summary>
internal sealed class AdapterReader
{
    private readonly IVisionLanguageNetwork _network;
    private readonly LoraConfig _config;
    private readonly AdapterFile _file;
    private readonly LoraTarget[] _targets;
    private readonly TiedHead? _tied;

    /// <summary>Finds the layers that are adapted.</summary>
    /// <exception cref="MpaException">There is none.</exception>
    public AdapterReader(IVisionLanguageNetwork network, LoraConfig config, AdapterFile file)
    {
        (_network, _config, _file) = (network, config, file);
        _targets = LoraTargets.Find(network, config);
        _tied = network.Adaptables.Select(adaptable => adaptable.Layer).OfType<TiedHead>().FirstOrDefault();
    }

    /// <summary>Everything the folder holds.</summary>
    /// <exception cref="MpaException">A tensor is missing, of another shape or left over.</exception>
    public AdapterParts Read()
    {
        Func<LoraLayer>[] layers = [.. _targets.Select(target => Layer(target.Paths, target.Layer))];
        Func<IReadOnlyList<LoraLayer>, IEnumerable<LoraLayer>> pair = PairOfTable();
        Func<ReplacedParameter>[] replaced = [.. ReplacedNames().Select(Replaced)];
        Func<(string?, TiedHead, Parameter)>? head = Head();
        Func<(string, Embedding, TokenRows)>? tokens = Tokens();
        Action check = UnchangedTables();
        _file.CheckTaken();

        using IDisposable noGradient = no_grad();
        check();
        LoraLayer[] read = [.. layers.Select(layer => layer())];
        return new AdapterParts
        {
            Layers = [.. read, .. pair(read)],
            Head = head?.Invoke(),
            Replaced = [.. replaced.Select(one => one())],
            Tokens = tokens?.Invoke(),
            Tied = _tied,
        };
    }

    private static string[] Names(IEnumerable<string> paths, params string[] parts) =>
        [.. paths.SelectMany(path => parts.Select(part => AdapterFile.NameOf(path, part)))];

    private Func<LoraLayer> Layer(string[] paths, IAdaptable layer)
    {
        int rank = _config.RankOf(paths);
        double scale = _config.ScaleOf(paths);
        long[] weight = layer.Weight.shape;
        LoraVariants.CheckLayer(_config, layer, paths[0]);
        (string nameOfA, string nameOfB) = layer is Embedding
            ? (_file.Take(Names(paths, "lora_embedding_A"), rank, weight[0]),
                _file.Take(Names(paths, "lora_embedding_B"), weight[1], rank))
            : (_file.Take(Names(paths, "lora_A.weight"), [rank, .. weight[1..]]),
                _file.Take(Names(paths, "lora_B.weight"), [weight[0], rank, .. weight[2..].Select(_ => 1L)]));
        string? bias = _config.HasBias && layer is not Embedding
            ? _file.Take(Names(paths, "lora_B.bias"), weight[0])
            : null;
        string? magnitude = _config.UsesDora ? _file.Take(Names(paths, "lora_magnitude_vector"), weight[0]) : null;
        return () => new LoraLayer(paths[0], layer, new LoraAdapter(Parameter(nameOfA), Parameter(nameOfB), scale)
        {
            Bias = bias is null ? null : Parameter(bias),
            Magnitude = magnitude is null ? null : Parameter(magnitude),
        })
        {
            Beginning = LoraStart.Of(_config.Start, layer, rank, scale, _network.Dtype),
        };
    }

    /// <summary>A head that is the table gets the table's update too, transposed, if the folder says so.</summary>
    private Func<IReadOnlyList<LoraLayer>, IEnumerable<LoraLayer>> PairOfTable()
    {
        if (_tied is null || !_config.TiesWeights || !_targets.Any(target => target.Layer is Embedding))
        {
            return _ => [];
        }

        string[] paths = LoraTargets.Spellings(_network, _network.Adaptables[^1].Path);
        long rank = _config.RankOf(paths);
        _file.Take(Names(paths, "lora_A.weight"), rank, _tied.Weight.shape[1]);
        _file.Take(Names(paths, "lora_B.weight"), _tied.Weight.shape[0], rank);
        return layers =>
        {
            LoraAdapter own = layers.Single(layer => layer.Layer is Embedding).Adapter;
            LoraAdapter turned = new(Turned(own.B), Turned(own.A), _config.ScaleOf(paths));
            return [new LoraLayer(paths[0], _tied, turned)];
        };
    }

    // The same numbers under another shape: PEFT's trainer has two parameters for them, and so two moments.
    private static Parameter Turned(Parameter matrix)
    {
        using IDisposable scope = NewDisposeScope();
        return KeptParameter.Of(matrix.detach().t());
    }

    /// <summary>The model's parameters that the folder has values of its own for.</summary>
    private IEnumerable<(string Name, Parameter Value)> ReplacedNames() =>
        _network.Parameters.Where(p => LoraTargets.IsSaved(_config, Spellings(p.Name)) || IsTrainedBias(p.Name));

    private bool IsTrainedBias(string name) => name.EndsWith(".bias", StringComparison.Ordinal)
        && (_config.Biases == "all" || (_config.Biases == "lora_only" && IsTarget(name)));

    private bool IsTarget(string name) =>
        Spellings(name)[0] is var own
        && _targets.Any(target => own[..own.LastIndexOf('.')] == target.Paths[0]);

    private Func<ReplacedParameter> Replaced((string Name, Parameter Value) parameter)
    {
        string[] names = Spellings(parameter.Name);
        string[] inBase = [.. names.Select(name => name.Insert(name.LastIndexOf('.'), ".base_layer"))];
        string[] all = [.. inBase.Concat(names).Select(name => $"base_model.model.{name}")];
        string found = _file.Take(all, parameter.Value.shape);
        string shown = $"base_model.model.{(IsTarget(parameter.Name) ? inBase[0] : names[0])}";
        return parameter.Value.dtype == ScalarType.Int8
            ? throw new MpaException(
                $"{_file.Path}: {found} stands in place of a weight that is held in 8 bits. "
                + "Load the model in another number type (dtype: bfloat16).")
            : () => new ReplacedParameter(shown, parameter.Value, _file.Read(found, parameter.Value.dtype));
    }

    /// <summary>A head of its own beside a table that served as one.</summary>
    private Func<(string?, TiedHead, Parameter)>? Head()
    {
        if (_tied is null)
        {
            return null;
        }

        string[] head = Spellings(_network.Adaptables[^1].Path + ".weight");
        string[] names = [.. head.Select(name => $"base_model.model.{name}")];
        bool tableSaved = ReplacedNames().Any(p => ReferenceEquals(p.Value, _tied.Weight));
        bool follows = tableSaved && _config.TiesWeights;
        if (LoraTargets.IsSaved(_config, head) || (follows && _file.Has(names)))
        {
            string found = _file.Take(names, _tied.Weight.shape);
            return follows ? null : () => (names[0], _tied, Parameter(found));
        }

        return tableSaved && !follows ? () => (null, _tied, _tied.CopyOfWeight()) : null;
    }

    private Func<(string, Embedding, TokenRows)>? Tokens()
    {
        if (_config.Tokens.Count == 0)
        {
            return null;
        }

        (string path, IAdaptable layer) = _network.Adaptables.First(adaptable => adaptable.Layer is Embedding);
        string[] names = Names(
            LoraTargets.Spellings(_network, path), "token_adapter.trainable_tokens_delta");
        long[] shape = layer.Weight.shape;
        if (_config.Tokens.Where(id => id < 0 || id >= shape[0]).ToArray() is [var beyond, ..])
        {
            throw new MpaException(
                $"adapter_config.json: \"trainable_token_indices\" has {beyond}, but the model has {shape[0]} tokens. "
                + "Is it an adapter of another model?");
        }

        string found = _file.Take(names, _config.Tokens.Count, shape[1]);
        return () => (names[0], (Embedding)layer, new TokenRows(_config.Tokens, Parameter(found), shape[0]));
    }

    /// <summary>
    /// The table as it was before, which files carry where it is adapted: that of another model says that all else is
    /// of that model too.
    /// </summary>
    private Action UnchangedTables()
    {
        List<(string Name, Parameter Value)> tables = [];
        foreach ((string path, IAdaptable layer) in _network.Adaptables.Where(a => a.Layer is Embedding or TiedHead))
        {
            string[] names = Names(LoraTargets.Spellings(_network, path), "base_layer.weight");
            if (_file.Has(names))
            {
                tables.Add((_file.Take(names, layer.Weight.shape), layer.Weight));
            }
        }

        return () => tables.ForEach(table => CheckUnchanged(table.Name, table.Value));
    }

    private void CheckUnchanged(string name, Parameter own)
    {
        using IDisposable scope = NewDisposeScope();
        using Tensor stored = _file.Read(name, ScalarType.Float32);
        float size = stored.norm().Value();
        float difference = stored.PlusInPlace(own.to_type(ScalarType.Float32), -1).norm().Value();
        if (difference > 0.01 * size)
        {
            throw new MpaException(
                $"{_file.Path}: {name} is not the table of this model. It is an adapter of another model.");
        }
    }

    private Parameter Parameter(string name) => _file.ReadParameter(name, _network.Dtype);

    private string[] Spellings(string name) => [.. _network.Spellings(name)];
}
