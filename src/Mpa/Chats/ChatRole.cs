namespace Mpa.Chats;

/// <summary>Who speaks in a turn.</summary>
public enum ChatRole
{
    /// <summary>Standing instructions.</summary>
    System,

    /// <summary>Who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}
