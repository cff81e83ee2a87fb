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
        let outcome: Chain.Outcome
        if request.mountedSegments != mountedSegments {
            // A mounted middleware sees another path than the rest of the chain.
            outcome = .next(self)
        } else if index < chain.links.count {
            do {
                return try await chain.links[index].middleware.respond(
                    to: request, next: Next(chain: chain, index: index &+ 1, mountedSegments: mountedSegments))
            } catch {
                outcome = .error(error)
            }
        } else {
            outcome = chain.begin(request)
        }
        // This function is inlined into each middleware: with more than two suspension points it would take the
        // compiler minutes to split those that call it more than once.
        if case .response(let response) = outcome { return response }
        return await chain.finish(outcome, request)
    }
}
