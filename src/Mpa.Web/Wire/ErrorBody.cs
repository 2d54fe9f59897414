using Mpa.Web.OpenAi;

namespace Mpa.Web.Wire;

/// <summary>An error as the protocol wraps it.</summary>
internal sealed record ErrorBody(ErrorDetail Error)
{
    public static ErrorBody Of(ApiException error) => new(new ErrorDetail(error.Message, error.Type, error.Param, error.Code));
}
