"""Read the outlet's labels, map them to our categories, and classify the genre.

`labels` reads what a page is filed under, `category_labels` says what each label means, `category_mapping` makes the
rows. `genre` tells opinion, news, interview and partner content apart.
"""
