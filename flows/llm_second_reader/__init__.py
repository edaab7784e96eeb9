"""A second reader: a language model of the operator, asked when our own reading is unsure; off by default.

Everything here is a pure function of an article, our own reading and an answer. `flows.news.web.chat_completions`
makes the requests, and `flows.pipeline.apply_second_opinions` decides which articles to ask about.
"""
