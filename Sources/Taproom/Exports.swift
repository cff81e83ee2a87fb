// Requests and responses are made of HTTP's own words: whoever imports Taproom has them.
@_exported import TaproomHTTP
