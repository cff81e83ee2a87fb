extension HTTPStatus: ExpressibleByIntegerLiteral {
    /// As `init(_:)`.
    @inlinable
    public init(integerLiteral code: Int) {
        self.init(code)
    }
}
