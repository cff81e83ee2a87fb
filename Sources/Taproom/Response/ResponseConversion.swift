import TaproomHTTP

/// A type that a handler may return instead of a response.
public protocol ResponseConvertible: SendableMetatype {
    /// Returns the response for the value.
    consuming func response() throws -> Response
}

extension Response: ResponseConvertible {
    /// Returns the response itself.
    @inlinable
    public consuming func response() -> Response { self }
}

extension String: ResponseConvertible {
    /// Returns a 200 with the text as `text/plain`.
    @inlinable
    public consuming func response() -> Response { Response(self) }
}

extension Substring: ResponseConvertible {
    /// Returns a 200 with the text as `text/plain`.
    public consuming func response() -> Response { Response(String(self)) }
}

extension HTTPStatus: ResponseConvertible {
    /// Returns a response with the status, and its reason phrase as text.
    public func response() -> Response {
        forbidsContent ? Response(status: self) : Response(reasonPhrase, status: self)
    }
}

/// Converts the results of handlers into responses.
@usableFromInline
enum ResponseConversion {
    /// Converts a handler's result.
    ///
    /// - Throws: `HTTPError` 404 for nil; `UnconvertibleResult` for a value that has no response.
    @inlinable
    static func response<Value>(from value: Value) throws -> Response {
        if let response = value as? Response { return response }
        if let text = value as? String { return Response(text) }
        return try other(value)
    }

    @usableFromInline
    static func other<Value>(_ value: Value) throws -> Response {
        if let optional = value as? any AnyOptional, optional.isNil { throw HTTPError(.notFound) }
        if let value = value as? any ResponseConvertible { return try value.response() }
        if value is Void { return Response(status: .noContent) }
        guard let value = value as? any Encodable else { throw UnconvertibleResult(type: "\(Value.self)") }
        return Response.json(value)
    }
}

/// The error of a handler that returns a value that has no response.
struct UnconvertibleResult: Error, CustomStringConvertible {
    let type: String

    var description: String {
        "a handler returned \(type), which is no response: return a Response, text, a status or an Encodable value"
    }
}

@usableFromInline
protocol AnyOptional {
    var isNil: Bool { get }
}

extension Optional: AnyOptional {
    @usableFromInline
    var isNil: Bool { self == nil }
}
