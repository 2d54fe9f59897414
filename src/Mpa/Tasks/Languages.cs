namespace Mpa.Tasks;

/// <summary>What a language has of its own in replies.</summary>
/// <param name="Code">As BCP 47 has it, such as "de".</param>
/// <param name="Yes">The word.</param>
/// <param name="No">The word.</param>
/// <param name="Question">The label before a question.</param>
/// <param name="Answer">The label before an answer.</param>
/// <param name="DecimalComma">Whether 4,20 is a little more than four.</param>
internal sealed record Language(
    string Code, string Yes, string No, string Question, string Answer, bool DecimalComma = false);

/// <summary>The languages that a task can name. The labels are read in replies of every task.</summary>
internal static class Languages
{
    /// <summary>English first.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        new("en", "yes", "no", "Question", "Answer"),
        new("ar", "نعم", "لا", "السؤال", "الإجابة"),
        new("cs", "ano", "ne", "Otázka", "Odpověď", DecimalComma: true),
        new("de", "ja", "nein", "Frage", "Antwort", DecimalComma: true),
        new("es", "sí", "no", "Pregunta", "Respuesta", DecimalComma: true),
        new("fr", "oui", "non", "Question", "Réponse", DecimalComma: true),
        new("hi", "हाँ", "नहीं", "प्रश्न", "उत्तर"),
        new("id", "ya", "tidak", "Pertanyaan", "Jawaban", DecimalComma: true),
        new("it", "sì", "no", "Domanda", "Risposta", DecimalComma: true),
        new("ja", "はい", "いいえ", "質問", "回答"),
        new("ko", "예", "아니요", "질문", "답변"),
        new("nl", "ja", "nee", "Vraag", "Antwoord", DecimalComma: true),
        new("pl", "tak", "nie", "Pytanie", "Odpowiedź", DecimalComma: true),
        new("pt", "sim", "não", "Pergunta", "Resposta", DecimalComma: true),
        new("ru", "да", "нет", "Вопрос", "Ответ", DecimalComma: true),
        new("sv", "ja", "nej", "Fråga", "Svar", DecimalComma: true),
        new("tr", "evet", "hayır", "Soru", "Cevap", DecimalComma: true),
        new("uk", "так", "ні", "Питання", "Відповідь", DecimalComma: true),
        new("vi", "có", "không", "Câu hỏi", "Trả lời", DecimalComma: true),
        new("zh", "是", "否", "问题", "答案"),
    ];

    /// <summary>Their codes.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. All.Select(language => language.Code)];

    /// <summary>The task's, English where it names none.</summary>
    public static Language Of(VqaTask task) => All.FirstOrDefault(one => one.Code == task.Language) ?? All[0];
}
