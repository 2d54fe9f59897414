using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Mpa.Web.Requests;

/// <summary>
/// A request's body, checked before anything is made of it: text that is no Unicode (half a surrogate pair, bytes that
/// are no UTF-8) and keys that stand twice are the client's errors, wherever they stand.
/// </summary>
internal static class RequestBody
{
    private const string NoUnicode =
        "holds half a surrogate pair, or bytes that are no UTF-8: send whole Unicode characters.";

    /// <summary>The whole body; a longer one than the server takes is refused by the server itself.</summary>
    /// <param name="request">Whose.</param>
    /// <param name="most">Bytes that the server takes.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, long most, CancellationToken cancellation)
    {
        if (request.ContentLength is not { } length)
        {
            using MemoryStream stream = new();
            await request.Body.CopyToAsync(stream, cancellation);
            return stream.GetBuffer().AsMemory(0, (int)stream.Length);
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(length, most));
        await request.Body.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    /// <summary>Reads all of it once.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="ApiException">A text or a key can't be used; the error says where it stands.</exception>
    public static void Check(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        Stack<Level> open = new();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                EnterMember(ref reader, open);
                continue;
            }

            open.TryPeek(out Level? level);
            level?.NextItem();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                case JsonTokenType.StartArray:
                    open.Push(new Level(reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.String when !IsUnicode(ref reader):
                    string path = PathOf(open);
                    throw ApiException.Invalid(path, $"{path} {NoUnicode}".TrimStart(), "invalid_text");
            }
        }
    }

    private static void EnterMember(ref Utf8JsonReader reader, Stack<Level> open)
    {
        Level level = open.Pop();
        string parent = PathOf(open);
        open.Push(level);
        if (!IsUnicode(ref reader))
        {
            string place = parent == "" ? "the request" : parent;
            throw ApiException.Invalid(parent == "" ? null : parent, $"A key of {place} {NoUnicode}", "invalid_text");
        }

        if (!level.TryEnter(reader.GetString()!))
        {
            string path = PathOf(open);
            throw ApiException.Invalid(path, $"{path} stands here twice; send it once.", "duplicate_parameter");
        }
    }

    private static bool IsUnicode(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan);
        }

        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // the reader's word for both
        }
    }

    private static string PathOf(Stack<Level> open) => open.Reverse().Aggregate("", (path, level) => level.Below(path));

    /// <summary>An object or array that is being read, and where in it.</summary>
    private sealed class Level(bool isArray)
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private string _name = "";
        private int _item = -1;

        public void NextItem() => _item++;

        public bool TryEnter(string name) => _names.Add(_name = name);

        public string Below(string path) =>
            isArray ? $"{path}[{_item}]" : new JsonField(path, default).PathTo(_name);
    }
}
