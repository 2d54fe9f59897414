using System.Text.Json;

namespace Mpa.Data.Json;

/// <summary>What stands beside the list in a JSON file: its texts, and those of small objects under "object.field".</summary>
internal static class JsonHeader
{
    /// <summary>Reads the whole file, holding nothing of its lists.</summary>
    public static IReadOnlyDictionary<string, string> Read(string file)
    {
        Dictionary<string, string> header = [];
        using JsonListReader reader = new(file);
        List<string> path = [];
        bool inList = false;
        string property = "";
        int depth = 0;
        for ((JsonTokenType token, string text) = reader.Read(); token != JsonTokenType.None; (token, text) = reader.Read())
        {
            inList |= token == JsonTokenType.StartArray;
            switch (token)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    depth++;
                    path.Add(property);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    path.RemoveAt(path.Count - 1);
                    inList = inList && depth > 1;
                    break;
                case JsonTokenType.PropertyName:
                    property = text;
                    break;
                case JsonTokenType.String when !inList && depth is 1 or 2:
                    header[depth == 1 ? property : $"{path[1]}.{property}"] = text;
                    break;
                default:
                    break;
            }
        }

        return header;
    }
}
