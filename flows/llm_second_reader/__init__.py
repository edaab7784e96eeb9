"""A second reader: a language model of the operator's that is asked where our own reading is unsure; off by default.

Everything here is a pure function of an article, our own reading and an answer. The request is made by
`flows.news.web.chat_completions`, who is asked about what is decided in `flows.pipeline.second_opinions`.
"""
