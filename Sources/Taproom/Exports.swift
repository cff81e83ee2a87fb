// Requests and responses are made of HTTP's types: an application that imports Taproom has them.
@_exported import TaproomHTTP
