import TaproomHTTP

/// The rest of the chain, from one middleware on: three words, made anew for each step at no cost.
@frozen
public struct Next {
    @usableFromInline let chain: Chain
    @usableFromInline let index: Int
    /// How many segments are taken off the path for the rest of the chain.
    @usableFromInline let mountedSegments: Int

    @inlinable
    init(chain: Chain, index: Int, mountedSegments: Int) {
        self.chain = chain
        self.index = index
        self.mountedSegments = mountedSegments
    }

    /// Lets the rest of the chain answer. What is thrown there has been made a response.
    @inlinable @inline(__always)
    public func callAsFunction(_ request: Request) async -> Response {
        // Inlined into each middleware: the compiler takes minutes over one that calls it several times where this function
        // has more suspension points than these three.
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
