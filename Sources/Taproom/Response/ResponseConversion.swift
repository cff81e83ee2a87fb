import TaproomHTTP

/// What a handler may return in place of a response.
public protocol ResponseConvertible: SendableMetatype {
    /// The response that stands for the value.
    consuming func response() throws -> Response
}

extension Response: ResponseConvertible {
    /// The response itself.
    @inlinable
    public consuming func response() -> Response { self }
}

extension String: ResponseConvertible {
    /// 200 with the text, as `text/plain`.
    @inlinable
    public consuming func response() -> Response { Response(self) }
}

extension Substring: ResponseConvertible {
    /// 200 with the text, as `text/plain`.
    public consuming func response() -> Response { Response(String(self)) }
}

extension HTTPStatus: ResponseConvertible {
    /// The status with its reason phrase as text.
    public func response() -> Response {
        forbidsContent ? Response(status: self) : Response(reasonPhrase, status: self)
    }
}

/// Makes responses of what handlers return.
@usableFromInline
enum ResponseConversion {
    /// - Throws: `HTTPError` 404 for nil; `UnconvertibleResult` for a value that no response stands for.
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

/// A handler's value that no response stands for.
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
