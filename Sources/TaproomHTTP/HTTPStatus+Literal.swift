extension HTTPStatus: ExpressibleByIntegerLiteral {
    /// Makes a status like `init(_:)`.
    @inlinable
    public init(integerLiteral code: Int) {
        self.init(code)
    }
}
