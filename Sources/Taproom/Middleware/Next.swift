import TaproomHTTP

/// The rest of the chain, from one middleware on.
@frozen
public struct Next {
    @usableFromInline let chain: Chain
    @usableFromInline let index: Int
    /// The number of segments that are removed from the path for the rest of the chain.
    @usableFromInline let mountedSegments: Int

    @inlinable
    init(chain: Chain, index: Int, mountedSegments: Int) {
        self.chain = chain
        self.index = index
        self.mountedSegments = mountedSegments
    }

    /// Calls the rest of the chain, and returns its response. An error that is thrown there is converted to a response.
    @inlinable @inline(__always)
    public func callAsFunction(_ request: Request) async -> Response {
        // This function is inlined into each middleware. With more than these three suspension points, the compiler
        // would take minutes to compile a middleware that calls it several times.
        if index < chain.links.count, request.mountedSegments == mountedSegments {
            do {
                return try await chain.links[index].middleware.respond(
                    to: request, next: Next(chain: chain, index: index &+ 1, mountedSegments: mountedSegments))
            } catch {
                return await chain.finish(.error(error), request)
            }
        }
        switch chain.begin(self, request) {
        case .response(let response): return response
        case let outcome: return await chain.finish(outcome, request)
        }
    }
}
