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
        // A mounted middleware sees another path than the rest of the chain.
        if request.mountedSegments != mountedSegments { return await chain.proceed(self, request) }
        if index < chain.links.count {
            do {
                return try await chain.links[index].middleware.respond(
                    to: request, next: Next(chain: chain, index: index &+ 1, mountedSegments: mountedSegments))
            } catch {
                return await chain.answer(error, request)
            }
        }
        switch chain.begin(request) {
        case .response(let response): return response
        case .suspending(let handler): return await chain.finish(request, handler)
        case .chain(let inner): return await inner.proceed(inner.start, request)
        case .error(let error): return await chain.answer(error, request)
        }
    }
}
